/**
 * What is known when an epoch is over of whom to audit more often, from losses and from the sizes of tensors together:
 * one document an epoch, which follows from the one before and from the microbatches of the epoch. Next door:
 * {@link dev.iota.core.clasp} and {@link dev.iota.core.magnitude}, which know the two halves.
 */
@NullMarked
package dev.iota.core.suspicion;

import org.jspecify.annotations.NullMarked;
