package dev.iota.local.cloud.states.definition;

import org.jspecify.annotations.Nullable;

/**
 * A state machine.
 *
 * @param graph its states
 * @param timeoutSeconds how long an execution may take, or null for no bound
 */
public record Definition(Graph graph, @Nullable Long timeoutSeconds) {}
