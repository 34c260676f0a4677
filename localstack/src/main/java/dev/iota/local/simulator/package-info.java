/**
 * A run on a virtual clock: {@code ./iota simulate}. In: a scenario and a seed. Out: whether what must hold held, and
 * how busy devices, keys and functions were. The decisions are those of core; services, lines and devices are models:
 * {@link dev.iota.local.simulator.plane} says which is which.
 */
@NullMarked
package dev.iota.local.simulator;

import org.jspecify.annotations.NullMarked;
