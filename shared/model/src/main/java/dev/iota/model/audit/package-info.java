/**
 * Computes hops again and says how far they are off. What a miner stored and reported of a hop enters, with the weights
 * that it had; measures beside their bars leave. {@link dev.iota.model.engine} computes, {@link dev.iota.core.audit}
 * knows the bars.
 */
@NullMarked
package dev.iota.model.audit;

import org.jspecify.annotations.NullMarked;
