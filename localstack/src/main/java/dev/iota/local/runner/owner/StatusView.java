package dev.iota.local.runner.owner;

import dev.iota.cloud.queue.QueueDepths;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.owner.RunState;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where a run stands, for its owner.
 *
 * @param reason of its state, in one sentence
 * @param epochs how many it is to have; 0: until it is stopped
 * @param status what the orchestrator says
 * @param queues what lies in them, by their names
 */
record StatusView(
        RunState state, String reason, int epochs, StatusResponse status, Map<String, QueueDepths.Depth> queues) {

    /** For people. */
    String text() {
        return String.join(System.lineSeparator(), head(), work(), stages(), queued());
    }

    private String head() {
        var phase =
                status.epochs().isEmpty() ? "" : " " + status.epochs().getLast().phase();
        return "run %s  %s: %s%nepoch %d%s%s"
                .formatted(
                        status.run(),
                        state,
                        reason,
                        status.epoch(),
                        phase,
                        epochs == 0 ? ", until it is stopped" : " of %d".formatted(epochs));
    }

    private String work() {
        return "%,d microbatches came back, %,d on their way, %,d lost, %,d started again; loss %s last, %s mean"
                .formatted(
                        status.completed(),
                        status.inFlight(),
                        status.lost(),
                        status.redone(),
                        loss(status.lastLoss()),
                        loss(status.meanLoss()));
    }

    private String loss(double value) {
        return status.completed() == 0 ? "-" : "%.3f".formatted(value);
    }

    private String stages() {
        return IntStream.range(0, status.waiting().size())
                .mapToObj(this::stage)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private String stage(int stage) {
        var miners =
                status.miners().stream().filter(miner -> miner.stage() == stage).toList();
        return "stage %d  %d of %d miners active, %d microbatches with them, %d waiting"
                .formatted(
                        stage,
                        miners.stream().filter(StatusResponse.Miner::active).count(),
                        miners.size(),
                        miners.stream().mapToInt(StatusResponse.Miner::inFlight).sum(),
                        status.waiting().get(stage));
    }

    private String queued() {
        return queues.entrySet().stream()
                .map(queue -> "queue %s  %d ready, %d received, %d delayed"
                        .formatted(
                                queue.getKey(),
                                queue.getValue().ready(),
                                queue.getValue().received(),
                                queue.getValue().delayed()))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
