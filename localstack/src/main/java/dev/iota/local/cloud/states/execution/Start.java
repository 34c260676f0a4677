package dev.iota.local.cloud.states.execution;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first line of an execution's log.
 *
 * @param arn of the execution
 * @param name of the execution
 * @param machine its state machine as it was then, which a later change of it does not change
 * @param input JSON text, as it was given
 * @param at when it was started
 * @param by the attempt of another execution's task that started it, or null
 */
public record Start(
        String arn,
        String name,
        StateMachine machine,
        String input,
        Instant at,
        @Nullable String by) {
    public Start {
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(at, "at");
    }
}
