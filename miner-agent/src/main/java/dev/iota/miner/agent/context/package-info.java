/**
 * What every part of a registered miner shares: the run's specification, the stage, the clock, random numbers, threads,
 * meters and the log. It is made once, when the orchestrator has assigned the stage. Next door: everything else of the
 * agent.
 */
@NullMarked
package dev.iota.miner.agent.context;

import org.jspecify.annotations.NullMarked;
