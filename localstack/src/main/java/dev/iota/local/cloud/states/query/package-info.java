/**
 * Computes the expressions of state machines, in a process of its own: the library that computes them can be made to
 * compute for ever or to take all memory, and then that process is ended and the cloud goes on. A {@link
 * dev.iota.local.cloud.states.definition.Query} enters, its value or the reason of its failure leaves. Next door,
 * {@link dev.iota.local.cloud.states.execution} asks.
 */
@NullMarked
package dev.iota.local.cloud.states.query;

import org.jspecify.annotations.NullMarked;
