package dev.iota.local.cloud.states.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first line of an execution's log.
 *
 * @param arn of the execution
 * @param name of the execution
 * @param machineArn its state machine
 * @param machineName its state machine's name
 * @param roleArn role of the state machine
 * @param definition text of the definition, which a later change of the state machine does not change
 * @param input JSON text, as it was given
 * @param at when it was started
 * @param by the attempt of another execution's task that started it, or null
 */
public record Start(
        String arn,
        String name,
        String machineArn,
        String machineName,
        String roleArn,
        String definition,
        String input,
        Instant at,
        @Nullable String by) {}
