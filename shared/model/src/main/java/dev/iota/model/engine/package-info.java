/** Runs the stages of a model: forwards, backwards, steps, many microbatches in flight, state in and out. */
@NullMarked
package dev.iota.model.engine;

import org.jspecify.annotations.NullMarked;
