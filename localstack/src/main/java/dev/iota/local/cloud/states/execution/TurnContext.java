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
    static TurnContext of(ExecutionState situation, Instant now, RandomGenerator random) {
        var flows = new Flows(situation);
        return new TurnContext(
                situation,
                flows,
                new Scopes(situation, flows, now),
                new Events(situation.lastEvent(), now),
                now,
                random);
    }
}
