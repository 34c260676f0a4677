package dev.iota.local.cloud.states.execution;

import java.time.Instant;

/**
 * A state machine as it was made.
 *
 * @param definition text of the definition
 */
public record StateMachine(String arn, String name, String definition, String roleArn, Instant created) {
    public StateMachine createdAt(Instant time) {
        return new StateMachine(arn, name, definition, roleArn, time);
    }
}
