package dev.iota.local.cloud.states;

import dev.iota.local.cloud.states.execution.Ending;
import dev.iota.local.cloud.states.execution.ExecutionStatus;
import dev.iota.local.cloud.states.execution.Start;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution as seen from outside.
 *
 * @param start how it began
 * @param ending how it ended, or null
 */
public record Described(Start start, @Nullable Ending ending) {
    static Described of(Execution execution) {
        return new Described(execution.start(), execution.ending());
    }

    public String arn() {
        return start.arn();
    }

    public String machineArn() {
        return start.machine().arn();
    }

    public String name() {
        return start.name();
    }

    public ExecutionStatus status() {
        return ending == null ? ExecutionStatus.RUNNING : ending.status();
    }

    /** JSON text. */
    public String input() {
        return start.input();
    }

    public Instant started() {
        return start.at();
    }

    /** When it ended, or null. */
    public @Nullable Instant stopped() {
        return ending == null ? null : ending.at();
    }

    /** JSON text, if it succeeded. */
    public @Nullable String output() {
        return ending == null ? null : ending.output();
    }

    /** Name of the error, if it failed. */
    public @Nullable String error() {
        return ending == null ? null : ending.error();
    }

    /** Why, if it failed. */
    public @Nullable String cause() {
        return ending == null ? null : ending.cause();
    }
}
