package dev.iota.local.runner.operator;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.wire.MergeTraffic;
import java.util.Map;

/**
 * What the tables of a run say at its end, read while there is still a cloud.
 *
 * @param status what the orchestrator answers
 * @param tally of all microbatches
 * @param steps that count, by stage
 * @param traffic of the merges, by epoch
 */
public record Books(StatusResponse status, Tally tally, Map<Integer, Long> steps, Map<Integer, MergeTraffic> traffic) {
    public Books {
        steps = Map.copyOf(steps);
        traffic = Map.copyOf(traffic);
    }
}
