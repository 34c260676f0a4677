/**
 * Which miners store tensors of other sizes than those of their stage, and which say other sizes than their neighbours
 * find: cheap statistics of every hop, without doing one again. In: the hops of microbatches that are complete, an
 * epoch at a time. Out: what is kept of a stage from epoch to epoch, and suspicions with their reasons. A suspicion
 * raises the share of a miner's work that is audited; it is no verdict, and nothing else may follow from it. Next door:
 * {@link dev.iota.core.clasp}, which looks at losses, and {@link dev.iota.core.microbatch}, whose hops these are.
 */
@NullMarked
package dev.iota.core.magnitude;

import org.jspecify.annotations.NullMarked;
