package dev.iota.local.cloud.states.execution;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What the states of one turn work with.
 *
 * @param situation before the turn
 * @param flows as the turn leaves them
 * @param scopes of the flows
 * @param events that the turn adds
 * @param now the moment of the turn
 */
record TurnContext(
        ExecutionState situation, Flows flows, Scopes scopes, Events events, Instant now, RandomGenerator random) {
    static TurnContext of(ExecutionState executionState, Instant now, Means means) {
        var flows = new Flows(executionState);
        return new TurnContext(
                executionState,
                flows,
                new Scopes(executionState, flows, now, new TurnBudget(means.evaluator())),
                new Events(executionState.lastEvent(), now),
                now,
                means.random());
    }
}
