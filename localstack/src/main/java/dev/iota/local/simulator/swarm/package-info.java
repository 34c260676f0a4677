/**
 * The miners of a simulated run: devices, lines, steps, sessions, and what goes wrong with them. In: work in inboxes,
 * answers to calls. Out: events and calls. All of it is a model; the rule of a step is that of the miner's
 * {@code OpenStep}.
 */
@NullMarked
package dev.iota.local.simulator.swarm;

import org.jspecify.annotations.NullMarked;
