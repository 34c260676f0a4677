package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The stay of a flow in one state.
 *
 * @param state its name
 * @param entered when the flow entered it
 * @param input what the flow entered it with
 * @param retries how often each retrier of the state has retried
 */
public record Visit(String state, Instant entered, JsonNode input, List<Integer> retries) {
    public Visit {
        retries = List.copyOf(retries);
    }

    static Visit begin(String state, JsonNode input, Instant now) {
        return new Visit(state, now, input, List.of());
    }

    /** One more retry by a retrier. */
    Visit retriedBy(int retrier) {
        var counts = new ArrayList<>(retries);
        while (counts.size() <= retrier) {
            counts.add(0);
        }
        counts.set(retrier, counts.get(retrier) + 1);
        return new Visit(state, entered, input, counts);
    }

    /** How often a retrier has retried. */
    int retriesBy(int retrier) {
        return retrier < retries.size() ? retries.get(retrier) : 0;
    }
}
