/** Stages of a model as TorchScript programs written by Java, and the engine that runs them. */
@NullMarked
package dev.iota.model;

import org.jspecify.annotations.NullMarked;
