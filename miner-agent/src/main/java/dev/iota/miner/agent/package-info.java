/**
 * A miner at work: it registers, polls its inbox, dispatches work to the packages below and reports. One {@code
 * StageWorker} holds the stage's engine for as long as a registration lasts.
 */
@NullMarked
package dev.iota.miner.agent;

import org.jspecify.annotations.NullMarked;
