/**
 * Trains a model on this machine with one command: starts the cloud and the miners as processes, keeps them alive,
 * shows what happens, and ends with a checkpoint and a report. {@link dev.iota.local.runner.Training} is the way
 * through it.
 *
 * <p>In come the options of {@code train}; out come a run folder, lines for a person and an exit status. Beside it,
 * {@link dev.iota.local.runner.bench} measures, and {@link dev.iota.local.runner.command} looks at runs and changes
 * them. Nothing below this package knows it.
 */
@NullMarked
package dev.iota.local.runner;

import org.jspecify.annotations.NullMarked;
