/**
 * What the work of miners earns. What was accepted of every miner in an epoch enters, an {@link
 * dev.iota.core.score.EpochLedger} leaves: a document with every number and with what each miner gets of 2⁶⁴, chained
 * to the one before by its hash. All arithmetic is in whole numbers. Next door: {@link dev.iota.core.run.ScoreSpec},
 * the constants, and {@link dev.iota.core.epoch}, where it is decided what is accepted.
 */
@NullMarked
package dev.iota.core.score;

import org.jspecify.annotations.NullMarked;
