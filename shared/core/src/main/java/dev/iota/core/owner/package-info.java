/**
 * What the owner of a run may ask for: whether a specification can work with these data and in this cloud, and what
 * follows from an order to pause, go on, or end. In come a specification, facts and an order; out come sentences that
 * say what is wrong, or the next state with a reason. Epochs themselves are next door, in {@code epoch}.
 */
@NullMarked
package dev.iota.core.owner;

import org.jspecify.annotations.NullMarked;
