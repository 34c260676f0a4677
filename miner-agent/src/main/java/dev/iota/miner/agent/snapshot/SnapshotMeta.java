package dev.iota.miner.agent.snapshot;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.step.TrainingProgress;
import dev.iota.miner.agent.step.Warmup;
import java.util.List;

/**
 * What a snapshot holds beside tensors.
 *
 * @param model SHA-256 of the model's shape and seed: a snapshot of another model is not loaded
 * @param step steps up to and including this one of the epoch are in it
 * @param engineSteps steps since the first weights, which AdamW corrects its moments by
 * @param logged every step of the epoch that is in it
 * @param warmup steps since the miner joined, as {@link Warmup} counts them
 * @param applied ids of the microbatches that are in those steps, oldest first
 * @param answers to the newest of them; their gradients stand in the gradients' file, one after the other
 * @param gradientBytes of each answer, 0 for none
 * @param unconfirmed steps that the orchestrator has not confirmed
 */
public record SnapshotMeta(
        String model,
        int epoch,
        int stage,
        int step,
        long engineSteps,
        List<LoggedStep> logged,
        int warmup,
        List<Long> applied,
        List<Event.BackwardDone> answers,
        List<Integer> gradientBytes,
        List<Event.StepDone> unconfirmed) {

    public SnapshotMeta {
        logged = List.copyOf(logged);
        applied = List.copyOf(applied);
        answers = List.copyOf(answers);
        gradientBytes = List.copyOf(gradientBytes);
        unconfirmed = List.copyOf(unconfirmed);
        if (answers.size() != gradientBytes.size() || gradientBytes.stream().anyMatch(bytes -> bytes < 0)) {
            throw new IllegalArgumentException(
                    "a snapshot of %d answers and %d gradients".formatted(answers.size(), gradientBytes.size()));
        }
    }

    /** Names a model: its shape and its seed. */
    public static String fingerprint(RunSpec spec) {
        return Sha256.hex(spec.seed() + Json.write(spec.model()));
    }

    public TrainingProgress standing() {
        return new TrainingProgress(epoch, logged, warmup);
    }

    public SnapshotPoint point() {
        return new SnapshotPoint(epoch, stage, step);
    }
}
