package dev.iota.local.cloud.states.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What became of an expression; one of the two is there.
 *
 * @param value what it computed
 * @param failure why it did not
 */
record Answer(@Nullable JsonNode value, @Nullable Failure failure) {
    static Answer failed(String error, String expression, String why) {
        return new Answer(null, new Failure(error, "the expression '%s' failed: %s".formatted(expression, why)));
    }

    JsonNode orThrow() throws FailedException {
        if (failure != null) {
            throw new FailedException(failure.error(), failure.cause());
        }
        if (value == null) {
            throw new IllegalStateException("an answer says nothing");
        }
        return value;
    }
}
