/**
 * What modes, epochs' lengths and replicas do to the loss: replicas of a small model, trained and merged in one
 * process.
 */
@NullMarked
package dev.iota.research.convergence;

import org.jspecify.annotations.NullMarked;
