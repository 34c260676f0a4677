/**
 * Name and shape of every resource of a run, and the text of its state machine: from them the stack and the embedded
 * cloud are made. Settings enter, names and shapes leave; nothing here calls AWS. Next door: every adapter, which
 * takes its names from here.
 */
@NullMarked
package dev.iota.cloud.shape;

import org.jspecify.annotations.NullMarked;
