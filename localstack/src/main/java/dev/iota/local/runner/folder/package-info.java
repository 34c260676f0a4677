/** The folder of a local run, and what it keeps to go on from. */
@NullMarked
package dev.iota.local.runner.folder;

import org.jspecify.annotations.NullMarked;
