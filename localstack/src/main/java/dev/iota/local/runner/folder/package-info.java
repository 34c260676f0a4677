/**
 * The folder of a local run: which file is where, the lock of the runner that works in it, and what the runner has to
 * know again when it resumes the run. Next door, {@link dev.iota.local.runner.process} starts the processes that work
 * in it.
 */
@NullMarked
package dev.iota.local.runner.folder;

import org.jspecify.annotations.NullMarked;
