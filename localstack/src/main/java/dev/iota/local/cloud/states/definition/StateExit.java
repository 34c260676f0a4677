package dev.iota.local.cloud.states.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a state is left.
 *
 * @param output what the next state gets, or null for what the state's kind gives by itself
 * @param assign variables that are set
 * @param next the next state, or null at the end
 */
public record StateExit(
        @Nullable Template output,
        Map<String, Template> assign,
        @Nullable String next) {}
