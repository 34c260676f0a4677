package dev.iota.local.runner.display;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where training stands.
 *
 * @param epoch where the run is cut into epochs
 * @param step optimiser steps so far
 * @param loss of the last step, in nats per token
 * @param tokensPerSecond since the last look, or a little longer
 * @param stages in order
 * @param left until the end, where it is known
 */
record TrainingStatus(
        Optional<Epoch> epoch,
        long step,
        OptionalDouble loss,
        double tokensPerSecond,
        List<StageStatus> stages,
        Optional<Duration> left) {

    /**
     * The epoch that a run is in.
     *
     * @param phase as the orchestrator calls it
     * @param toCome epochs after it
     */
    record Epoch(int number, String phase, int toCome) {}

    TrainingStatus {
        stages = List.copyOf(stages);
    }

    /** One line for people. */
    String line() {
        var text = new StringBuilder();
        epoch.ifPresent(
                now -> text.append("epoch %d %s, %d to come  ".formatted(now.number(), now.phase(), now.toCome())));
        text.append("step %d".formatted(step));
        text.append(loss.isPresent() ? "  loss %.3f".formatted(loss.getAsDouble()) : "  loss -");
        text.append("  %.0f tokens/s  ".formatted(tokensPerSecond));
        for (var stage = 0; stage < stages.size(); stage++) {
            text.append("| stage %d %3.0f %% busy, %d queued "
                    .formatted(
                            stage,
                            100 * stages.get(stage).utilisation(),
                            stages.get(stage).queue()));
        }
        left.ifPresent(
                time -> text.append("| %d:%02d left".formatted(Math.max(0, time.toMinutes()), time.toSecondsPart())));
        return text.toString().stripTrailing();
    }
}
