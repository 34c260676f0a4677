/**
 * What a machine offers to whoever wants its processes to fail, and what processes leave on it: control groups, a
 * network and mounts of one's own, processes by a mark, a proxy that answers by itself, crashes and logs. It knows
 * nothing of runs. Next door, {@link dev.iota.local.runner.chaos} makes faults of it.
 */
@NullMarked
package dev.iota.local.runner.chaos.machine;

import org.jspecify.annotations.NullMarked;
