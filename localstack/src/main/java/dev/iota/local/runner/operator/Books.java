package dev.iota.local.runner.operator;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.wire.MergeTraffic;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the tables of a run say at its end, read while there is still a cloud.
 *
 * @param status what the orchestrator answers
 * @param tally of all microbatches
 * @param steps that count
 * @param traffic of the merges, by epoch
 * @param givenBack data positions that wait to start again
 * @param alarms a sentence for each miner that lost its place and each token shard that is damaged
 */
public record Books(
        StatusResponse status,
        Tally tally,
        Steps steps,
        Map<Integer, MergeTraffic> traffic,
        long givenBack,
        List<String> alarms) {
    /**
     * Steps of all miners of a stage, by stage.
     *
     * @param all of the run
     * @param session those of the session that ends
     */
    public record Steps(Map<Integer, Long> all, Map<Integer, Long> session) {
        public Steps {
            all = Map.copyOf(all);
            session = Map.copyOf(session);
        }
    }

    public Books {
        traffic = Map.copyOf(traffic);
        alarms = List.copyOf(alarms);
    }

    /**
     * What is known where the tables cannot be read any more: what the orchestrator said last. Losses, tensors that
     * crossed a boundary and positions that were given back are not in it, and steps are those that the completed
     * microbatches make.
     *
     * @param before what it said when the session began
     * @param microbatchesPerStep of one miner
     */
    public static Books known(StatusResponse before, StatusResponse last, int microbatchesPerStep) {
        var all = last.completed() / microbatchesPerStep;
        var session = (last.completed() - before.completed()) / microbatchesPerStep;
        return new Books(
                last, Tally.of(last), new Steps(ofEach(last, all), ofEach(last, session)), Map.of(), 0, List.of());
    }

    private static Map<Integer, Long> ofEach(StatusResponse status, long steps) {
        return IntStream.range(0, status.waiting().size())
                .boxed()
                .collect(Collectors.toMap(Function.identity(), stage -> steps));
    }
}
