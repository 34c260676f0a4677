/**
 * CLASP, contribution by sampled pathways: which miners raise the loss of the microbatches that pass them, with the
 * error of that estimate. In: sampled pathways (who did each stage, the loss, what else is known of the microbatch), a
 * batch an epoch. Out: a state that is kept from batch to batch, and now and then a look at all miners with suspicions
 * and their reasons. A suspicion raises the share of a miner's work that is audited; it is no verdict, and nothing else
 * may follow from it. Next door: {@link dev.iota.core.microbatch}, whose completed microbatches are what is sampled.
 */
@NullMarked
package dev.iota.core.clasp;

import org.jspecify.annotations.NullMarked;
