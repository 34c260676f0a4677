package dev.iota.local.runner.display;

import dev.iota.core.api.StatusResponse;
import java.time.Instant;
import java.util.stream.IntStream;

/** What the orchestrator said at one moment. */
public record StatusSample(Instant at, StatusResponse run) {
    int stages() {
        return run.waiting().size();
    }

    double lossSum() {
        return run.meanLoss() * run.completed();
    }

    /** Seconds that the devices of a stage computed since the beginning of the run. */
    double busy(int stage) {
        return run.miners().stream()
                .filter(miner -> miner.stage() == stage)
                .mapToDouble(StatusResponse.Miner::hopSeconds)
                .sum();
    }

    /** Microbatches that wait for a miner of a stage, or are in the hands of one. */
    int queued(int stage) {
        return run.waiting().get(stage)
                + run.miners().stream()
                        .filter(miner -> miner.stage() == stage)
                        .mapToInt(StatusResponse.Miner::inFlight)
                        .sum();
    }

    IntStream allStages() {
        return IntStream.range(0, stages());
    }
}
