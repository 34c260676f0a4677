package dev.iota.local.cloud.states.definition;

import com.fasterxml.jackson.databind.JsonNode;

/** Computes expressions. */
@FunctionalInterface
public interface Evaluator {
    /** @throws FailedException if it cannot be computed, has no value, or takes too much time or memory */
    JsonNode evaluate(Query query) throws FailedException;
}
