/**
 * Step Functions: an interpreter of the JSONata dialect of its language, whose executions are logs in the run's folder
 * and go on after the process died.
 *
 * <p>{@link dev.iota.local.cloud.states.DefinitionReader} makes a {@link dev.iota.local.cloud.states.Definition} of a
 * text. An {@link dev.iota.local.cloud.states.Execution} is a tree of {@link dev.iota.local.cloud.states.Flow}s, each
 * in one state; a {@link dev.iota.local.cloud.states.Turn} moves them as far as they go without waiting, without any
 * I/O. What it changed is one line of the log, and only then are the tasks that it started performed. What is waited
 * for is found again in the flows.
 */
@NullMarked
package dev.iota.local.cloud.states;

import org.jspecify.annotations.NullMarked;
