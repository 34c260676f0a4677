/**
 * The merge of a stage's replicas: uploads, shards, plans, the merge function, checkpoints. It loads facts, asks core
 * what is due, and does it. Next door: {@link dev.iota.orchestrator.epoch}, the phases of the whole run.
 */
@NullMarked
package dev.iota.orchestrator.merge;

import org.jspecify.annotations.NullMarked;
