/**
 * Time that passes only from one event to the next. In: what is to happen, and when. Out: it happens in the order of
 * time, and of asking where times are equal, so that one seed gives one course.
 */
@NullMarked
package dev.iota.local.simulator.clock;

import org.jspecify.annotations.NullMarked;
