/**
 * How bars are made: the same hops are computed again by processes with other threads, instruction sets and precisions,
 * and what they are off by is measured. Next door: {@link dev.iota.core.audit}, which makes bars of it.
 */
@NullMarked
package dev.iota.validator.calibrate;

import org.jspecify.annotations.NullMarked;
