/**
 * Runs the stages of a model: forwards, backwards, steps, many microbatches in flight, state in and out. Payloads of
 * microbatches enter and leave as bytes, weights and moments as streams. {@link dev.iota.model.program} says what is
 * computed, {@link dev.iota.model.optim} what becomes of gradients, {@link dev.iota.model.torch} has the tensors.
 */
@NullMarked
package dev.iota.model.engine;

import org.jspecify.annotations.NullMarked;
