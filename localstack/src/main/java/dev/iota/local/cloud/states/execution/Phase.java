package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.Resource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a flow is doing in its state. Only the first is not a way of waiting. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "in")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Phase.Arriving.class, name = "arriving"),
    @JsonSubTypes.Type(value = Phase.Queued.class, name = "queued"),
    @JsonSubTypes.Type(value = Phase.Sleeping.class, name = "sleeping"),
    @JsonSubTypes.Type(value = Phase.Retrying.class, name = "retrying"),
    @JsonSubTypes.Type(value = Phase.Working.class, name = "working"),
    @JsonSubTypes.Type(value = Phase.Forked.class, name = "forked"),
    @JsonSubTypes.Type(value = Phase.Done.class, name = "done")
})
public sealed interface Phase {
    /** The first of all states may be entered. */
    record Arriving() implements Phase {}

    /** Other iterations have to end first. */
    record Queued() implements Phase {}

    /** In a Wait state. */
    record Sleeping(Instant until) implements Phase {}

    /** Between two attempts. */
    record Retrying(Instant until) implements Phase {}

    /**
     * A task is being done.
     *
     * @param resource who does it
     * @param attempt secret of this attempt; whoever ends it must know it
     * @param arguments what the resource was asked
     * @param deadline when it has failed, or null
     * @param heartbeatSeconds longest time between signs of life, or null
     * @param silence when there should have been the next one, or null
     * @param submitted whether the call returned and only the token is waited for
     */
    record Working(
            Resource resource,
            String attempt,
            JsonNode arguments,
            @Nullable Instant deadline,
            @Nullable Long heartbeatSeconds,
            @Nullable Instant silence,
            boolean submitted)
            implements Phase {
        Working alive(Instant now) {
            return new Working(
                    resource,
                    attempt,
                    arguments,
                    deadline,
                    heartbeatSeconds,
                    heartbeatSeconds == null ? null : now.plusSeconds(heartbeatSeconds),
                    submitted);
        }

        Working asSubmitted() {
            return new Working(resource, attempt, arguments, deadline, heartbeatSeconds, silence, true);
        }
    }

    /**
     * Waits for the flows within it.
     *
     * @param first number of the first of them; the others follow
     * @param count how many there are
     */
    record Forked(int first, int count) implements Phase {}

    /** Waits for the flows beside it. */
    record Done(JsonNode output) implements Phase {}

    /** When the time alone ends it, or null. */
    default @Nullable Instant due() {
        return switch (this) {
            case Sleeping sleeping -> sleeping.until();
            case Retrying retrying -> retrying.until();
            case Working working ->
                working.silence() != null
                                && (working.deadline() == null
                                        || working.silence().isBefore(working.deadline()))
                        ? working.silence()
                        : working.deadline();
            case Arriving _, Queued _, Forked _, Done _ -> null;
        };
    }
}
