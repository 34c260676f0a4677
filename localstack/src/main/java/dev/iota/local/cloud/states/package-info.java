/**
 * Step Functions: an interpreter of the JSONata dialect of its language, whose executions are logs in the run's folder
 * and go on after the process died.
 *
 * <p>{@link dev.iota.local.cloud.states.definition} makes a definition of a text, and
 * {@link dev.iota.local.cloud.states.execution} moves an execution as far as it goes without waiting, without any I/O.
 * Here executions are kept: what a turn changed is one line of the log, and only then are the tasks that it started
 * performed. What is waited for is found again in the log. {@link dev.iota.local.cloud.service} puts an HTTP API before
 * it.
 */
@NullMarked
package dev.iota.local.cloud.states;

import org.jspecify.annotations.NullMarked;
