/**
 * Files that are either there as a whole or not at all, and readers that stop where a file must not be longer. For
 * {@link dev.iota.model.checkpoint}, {@link dev.iota.model.text} and the agents.
 */
@NullMarked
package dev.iota.model.file;

import org.jspecify.annotations.NullMarked;
