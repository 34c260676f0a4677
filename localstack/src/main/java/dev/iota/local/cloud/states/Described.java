package dev.iota.local.cloud.states;

import dev.iota.local.cloud.states.execution.ExecutionStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution as seen from outside.
 *
 * @param input JSON text
 * @param stopped when it ended, or null
 * @param output JSON text, if it succeeded
 * @param error name of the error, if it failed
 * @param cause why, if it failed
 */
public record Described(
        String arn,
        String machineArn,
        String name,
        ExecutionStatus status,
        String input,
        Instant started,
        @Nullable Instant stopped,
        @Nullable String output,
        @Nullable String error,
        @Nullable String cause) {
    static Described of(Execution execution) {
        var start = execution.start();
        var end = execution.ending();
        return new Described(
                start.arn(),
                start.machineArn(),
                start.name(),
                end == null ? ExecutionStatus.RUNNING : end.status(),
                start.input(),
                start.at(),
                end == null ? null : end.at(),
                end == null ? null : end.output(),
                end == null ? null : end.error(),
                end == null ? null : end.cause());
    }
}
