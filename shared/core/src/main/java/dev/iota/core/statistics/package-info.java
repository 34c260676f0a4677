/**
 * What several judgements by numbers have in common: medians, Student's distribution, and Holm's procedure, which keeps
 * the chance of any false finding among many tests below a rate. In: numbers. Out: numbers. Next door:
 * {@link dev.iota.core.clasp} and {@link dev.iota.core.magnitude}, which judge miners by them.
 */
@NullMarked
package dev.iota.core.statistics;

import org.jspecify.annotations.NullMarked;
