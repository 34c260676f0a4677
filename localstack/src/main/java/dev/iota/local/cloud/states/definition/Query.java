package dev.iota.local.cloud.states.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;

/**
 * An expression, and all that it sees.
 *
 * @param expression without the signs around it
 * @param variables by name
 * @param states what {@code $states} is
 * @param now the moment of {@code $now()} and {@code $millis()}
 */
public record Query(String expression, Map<String, JsonNode> variables, JsonNode states, Instant now) {}
