/**
 * An execution of a state machine: a state and an event enter, the next state, a commit for the log and calls to make
 * leave. Next door: {@link dev.iota.local.cloud.states}, which keeps executions and makes the calls.
 */
@NullMarked
package dev.iota.local.cloud.states.execution;

import org.jspecify.annotations.NullMarked;
