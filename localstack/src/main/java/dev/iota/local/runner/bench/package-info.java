/**
 * {@code ./iota bench}: trains the same model by a swarm and in one process, in turns on the same cores, and compares
 * tokens a second. In comes a preset; out comes a {@link dev.iota.local.runner.bench.BenchReport}. It prepares a run as
 * {@link dev.iota.local.runner} does.
 */
@NullMarked
package dev.iota.local.runner.bench;

import org.jspecify.annotations.NullMarked;
