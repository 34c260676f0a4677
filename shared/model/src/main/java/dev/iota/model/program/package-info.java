/**
 * The stages of a model as text: TorchScript programs, their parameters, their counts and the memory they need.
 * Allocates nothing.
 */
@NullMarked
package dev.iota.model.program;

import org.jspecify.annotations.NullMarked;
