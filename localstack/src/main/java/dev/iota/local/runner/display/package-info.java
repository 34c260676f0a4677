/**
 * What a person sees while a run trains: the status line, and the figures in it. In come the answers of the
 * orchestrator with their times, {@link dev.iota.local.runner.display.StatusSample}; out comes a line. It knows no
 * process and no cloud.
 */
@NullMarked
package dev.iota.local.runner.display;

import org.jspecify.annotations.NullMarked;
