package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.iota.cloud.count.Causes;
import dev.iota.cloud.count.Counting;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.StageMerge;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.epoch.Publication;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The tasks of the state machine of an epoch. Each finds by itself what is left to do, and may be asked again. */
public final class EpochFunction implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private final Runs runs;
    private final Epochs epochs;
    private final Publication publication;

    /** For Lambda. */
    public EpochFunction() {
        this(SnapStart.services(EpochFunction::new, rehearsal -> Map.of("task", "begin", "epoch", 0, "try", 1)));
    }

    EpochFunction(Services services) {
        this.runs = new Runs(services);
        this.epochs = Epochs.of(services, runs, Dispatcher.of(services));
        this.publication = new Publication(services, epochs.stages());
    }

    /**
     * What is asked.
     *
     * @param token of a task that waits for the end of a phase
     */
    private record Input(Task task, int epoch, int attempt, Optional<Integer> stage, Optional<String> token) {}

    private enum Task {
        BEGIN,
        TRAIN,
        DRAIN,
        COLLECT,
        INSPECT,
        MERGE,
        PUBLISH,
        FLIP
    }

    /** @throws MalformedException if the input is none of the state machine's */
    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        var input = read(event);
        var run = runs.current();
        switch (input.task()) {
            case BEGIN -> {
                epochs.begin(input.epoch(), input.attempt());
                return Map.of("stages", IntStream.range(0, run.stages()).boxed().toList());
            }
            case TRAIN -> epochs.wait(input.epoch(), Epoch.Phase.TRAINING, token(input));
            case DRAIN -> epochs.wait(input.epoch(), Epoch.Phase.DRAINING, token(input));
            case COLLECT -> wait(run, input, StageMerge.Phase.COLLECTING);
            case INSPECT -> wait(run, input, StageMerge.Phase.INSPECTING);
            case MERGE -> wait(run, input, StageMerge.Phase.MERGING);
            case PUBLISH -> publication.publish(run, input.epoch(), stage(input));
            case FLIP -> {
                var flipped = publication.flip(run, input.epoch());
                Counting.happened(Causes.PUBLISHED);
                return Map.of("next", flipped.next(), "more", flipped.more());
            }
        }
        return Map.of();
    }

    private void wait(Run run, Input input, StageMerge.Phase phase) {
        epochs.evaluate(input.epoch());
        epochs.stages().wait(run, input.epoch(), stage(input), phase, token(input));
    }

    private static Input read(Map<String, Object> event) {
        var tree = Json.mapper().valueToTree(event);
        try {
            return new Input(
                    Task.valueOf(tree.path("task").asText().toUpperCase(java.util.Locale.ROOT)),
                    tree.path("epoch").asInt(),
                    tree.path("try").asInt(),
                    tree.has("stage") ? Optional.of(tree.path("stage").asInt()) : Optional.empty(),
                    tree.has("token") ? Optional.of(tree.path("token").asText()) : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("%s is no task of an epoch".formatted(event), e);
        }
    }

    private static int stage(Input input) {
        return input.stage()
                .orElseThrow(() -> new MalformedException("the task %s needs a stage".formatted(input.task())));
    }

    private static String token(Input input) {
        return input.token()
                .orElseThrow(() -> new MalformedException("the task %s needs a token".formatted(input.task())));
    }
}
