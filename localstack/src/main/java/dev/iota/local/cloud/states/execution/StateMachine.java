package dev.iota.local.cloud.states.execution;

import java.time.Instant;
import java.util.Objects;

/**
 * A state machine as it was made.
 *
 * @param definition text of the definition
 */
public record StateMachine(String arn, String name, String definition, String roleArn, Instant created) {
    public StateMachine {
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(roleArn, "roleArn");
        Objects.requireNonNull(created, "created");
    }

    public StateMachine createdAt(Instant time) {
        return new StateMachine(arn, name, definition, roleArn, time);
    }
}
