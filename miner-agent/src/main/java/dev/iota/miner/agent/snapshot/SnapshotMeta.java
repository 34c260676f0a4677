package dev.iota.miner.agent.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.TrainingProgress;
import java.util.List;

/**
 * What a snapshot holds beside tensors. A snapshot is read by the version of the program that wrote it, or by one that
 * writes the same form; another form is not read at all.
 *
 * @param form of this record, {@link #FORM}
 * @param model SHA-256 of the model's shape and seed: a snapshot of another model is not loaded
 * @param progress every step of the epoch that is in it
 * @param engineSteps steps since the first weights, which AdamW corrects its moments by
 * @param accumulated microbatches that are in those steps
 * @param unconfirmed steps that the orchestrator has not confirmed
 */
public record SnapshotMeta(
        int form,
        String model,
        int stage,
        TrainingProgress progress,
        long engineSteps,
        Accumulated accumulated,
        List<Event.StepDone> unconfirmed) {
    /** Goes up whenever a component changes. */
    static final int FORM = 4;

    /** The form in which {@link #FORM} did not exist yet. */
    private static final int FIRST_FORM = 1;

    public SnapshotMeta {
        unconfirmed = List.copyOf(unconfirmed);
    }

    /**
     * Microbatches that are in the steps of a snapshot.
     *
     * @param ids oldest first
     * @param answers to the newest of them; their gradients stand in the gradients' file, one after the other
     * @param gradientBytes of each answer, 0 for none
     */
    public record Accumulated(List<Long> ids, List<Event.BackwardDone> answers, List<Integer> gradientBytes) {
        public Accumulated {
            ids = List.copyOf(ids);
            answers = List.copyOf(answers);
            gradientBytes = List.copyOf(gradientBytes);
            if (answers.size() != gradientBytes.size() || gradientBytes.stream().anyMatch(bytes -> bytes < 0)) {
                throw new IllegalArgumentException(
                        "a snapshot of %d answers and %d gradients".formatted(answers.size(), gradientBytes.size()));
            }
        }

        static Accumulated of(List<Long> ids, List<Applied.Answer> answers) {
            return new Accumulated(
                    ids,
                    answers.stream().map(Applied.Answer::event).toList(),
                    answers.stream()
                            .map(answer ->
                                    answer.gradient().map(bytes -> bytes.length).orElse(0))
                            .toList());
        }
    }

    /** @throws MalformedException if it was written in another form, or makes no sense */
    static SnapshotMeta read(String text) {
        var form = Json.read(text, JsonNode.class).path("form").asInt(FIRST_FORM);
        if (form != FORM) {
            throw new MalformedException(
                    "it has form %d, and this version of the program reads form %d alone".formatted(form, FORM));
        }
        return Json.read(text, SnapshotMeta.class);
    }

    /** Names a model: its shape and its seed. */
    public static String fingerprint(RunSpec spec) {
        return Sha256.hex(spec.seed() + Json.write(spec.model()));
    }

    public SnapshotPoint point() {
        return SnapshotPoint.after(progress.epoch(), stage, progress.step());
    }
}
