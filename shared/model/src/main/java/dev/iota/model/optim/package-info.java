/**
 * Gradients and what is made of them: differentiation of one microbatch, sums over a step, clipping, AdamW. Tensors of
 * {@link dev.iota.model.engine} enter; a {@link dev.iota.model.optim.StepResult}, or a microbatch's audit, leaves.
 */
@NullMarked
package dev.iota.model.optim;

import org.jspecify.annotations.NullMarked;
