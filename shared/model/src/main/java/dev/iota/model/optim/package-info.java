/** Gradients and what is made of them: differentiation of one microbatch, sums over a step, clipping, AdamW. */
@NullMarked
package dev.iota.model.optim;

import org.jspecify.annotations.NullMarked;
