package dev.iota.local.cloud.states.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param output JSON text, if it succeeded
 * @param error name of the error, if it did not
 * @param cause why, if it did not
 */
public record Ending(
        ExecutionStatus status,
        Instant at,
        @Nullable String output,
        @Nullable String error,
        @Nullable String cause) {}
