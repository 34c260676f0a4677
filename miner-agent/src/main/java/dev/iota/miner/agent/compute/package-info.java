/**
 * Hops: fetch, compute, publish, beside one another; the device has one thread and never waits for the network. Work
 * enters, signed events leave. Next door: {@link dev.iota.miner.agent.step}, which says when the optimiser steps.
 */
@NullMarked
package dev.iota.miner.agent.compute;

import org.jspecify.annotations.NullMarked;
