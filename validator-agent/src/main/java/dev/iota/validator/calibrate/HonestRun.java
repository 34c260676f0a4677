package dev.iota.validator.calibrate;

import dev.iota.agent.home.FlatTensors;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.step.Warmup;
import dev.iota.model.audit.HopInputs;
import dev.iota.model.audit.HopResults;
import dev.iota.model.checkpoint.SafetensorsWriter;
import dev.iota.model.engine.BackwardResult;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Trains a model a little, by the engines of miners with one thread and without kept graphs, and writes down hops at
 * several states of its weights.
 */
final class HonestRun implements AutoCloseable {
    /** Optimiser steps from one state of the weights to the next. */
    private static final int STEPS = 4;

    static final int STATES = 3;

    /** Steps of an epoch after which it is compared. */
    static final List<Integer> MARKS = List.of(1, 4, 16, 64);

    /** Of a step of an epoch: the fewer, the less their roundings even out. */
    static final int HOPS_PER_STEP = 2;

    /** Its number: the first one begins as the run does, and all later ones as this one. */
    static final int EPOCH = 1;

    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private static final double LEARNING_RATE = 2e-3;
    private static final long SEED = 20_261_128;

    private final ModelSpec model;
    private final TrainingSpec training;
    private final List<StageEngine> stages = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long next;

    HonestRun(ModelSpec model, TrainingSpec training) {
        this.model = model;
        this.training = training;
        for (var stage = 0; stage < model.stages(); stage++) {
            stages.add(new StageEngine(model, training, stage, SEED, EngineOptions.cpu(1, 0)));
        }
    }

    /** Writes weights and hops of every state; {@code hops} microbatches a state. */
    void write(Path folder, int hops) throws IOException {
        for (var state = 0; state < STATES; state++) {
            for (var step = 0; state > 0 && step < STEPS; step++) {
                microbatch();
                stages.forEach(stage -> stage.step(LEARNING_RATE));
            }
            var there = folder.resolve("state-" + state);
            Files.createDirectories(there);
            for (var stage = 0; stage < stages.size(); stage++) {
                SafetensorsWriter.write(
                        weights(there, stage),
                        Map.of(),
                        stages.get(stage).state().weights());
            }
            for (var hop = 0; hop < hops; hop++) {
                var all = microbatch();
                stages.forEach(StageEngine::abandonStep);
                for (var stage = 0; stage < stages.size(); stage++) {
                    all.get(stage).write(hop(there, stage, hop));
                }
            }
        }
    }

    /**
     * Writes an epoch of every stage: the weights that it begins with, the hops and what was reported of each step, and
     * at {@link #MARKS} what would be uploaded.
     */
    void writeEpoch(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var stage = 0; stage < stages.size(); stage++) {
            stages.get(stage).state().clearMoments();
            weights(stage, EpochFiles.start(folder, stage));
        }
        var warmup = Warmup.restartedIn(EPOCH, training.stepsPerEpoch());
        for (var step = 1; step <= MARKS.getLast(); step++) {
            if (step == 1) {
                showGradients(folder);
            }
            for (var i = 0; i < HOPS_PER_STEP; i++) {
                var all = microbatch();
                for (var stage = 0; stage < stages.size(); stage++) {
                    all.get(stage).write(EpochFiles.hop(folder, stage, step, i));
                }
            }
            for (var stage = 0; stage < stages.size(); stage++) {
                var result = stages.get(stage).step(warmup.rate(training, EPOCH, step));
                EpochFiles.write(EpochFiles.step(folder, stage, step), result);
                if (MARKS.contains(step)) {
                    weights(stage, EpochFiles.upload(folder, stage, step));
                }
            }
            warmup = warmup.next();
        }
    }

    /** Of hops of the first step, which are done again for it. */
    private void showGradients(Path folder) throws IOException {
        for (var i = 0; i < HOPS_PER_STEP; i++) {
            var all = microbatch();
            for (var stage = 0; stage < stages.size(); stage++) {
                all.get(stage).write(EpochFiles.hop(folder, stage, 0, i));
            }
        }
        for (var stage = 0; stage < stages.size(); stage++) {
            try (var file = FileChannel.open(EpochFiles.upload(folder, stage, 0), NEW)) {
                EpochFiles.write(
                        EpochFiles.step(folder, stage, 0), stages.get(stage).gradient(file));
            }
        }
    }

    private void weights(int stage, Path file) throws IOException {
        try (var channel = FileChannel.open(file, NEW)) {
            FlatTensors.write(stages.get(stage).state().weights(), channel);
        }
    }

    static Path weights(Path state, int stage) {
        return state.resolve("stage-%d.safetensors".formatted(stage));
    }

    static Path hop(Path state, int stage, int hop) {
        return state.resolve("hop-%d-%d".formatted(stage, hop));
    }

    /** One microbatch through all stages; its hops, head first. */
    private List<HopFile> microbatch() {
        var id = next++;
        var tokens = tokens();
        var last = stages.size() - 1;
        var inputs = new ArrayList<StageInput>();
        inputs.add(tokens.inputs());
        for (var stage : stages.subList(0, last)) {
            inputs.add(new StageInput.Activations(tokens.rows(), stage.forward(id, inputs.getLast())));
        }
        var end = stages.get(last).tail(id, inputs.getLast(), tokens.targets(), id);
        var hops = new ArrayList<HopFile>();
        hops.add(new HopFile(
                new HopInputs(inputs.getLast(), Optional.of(tokens.targets()), Optional.empty(), id),
                HopResults.of(end)));
        BackwardResult backward = end.backward();
        for (var stage = last - 1; stage >= 0; stage--) {
            var gradient = backward.inputGradient();
            backward = stages.get(stage).backward(id, gradient.orElseThrow(), id);
            var output = ((StageInput.Activations) inputs.get(stage + 1)).payload();
            hops.addFirst(new HopFile(
                    new HopInputs(inputs.get(stage), Optional.empty(), gradient, id), HopResults.of(output, backward)));
        }
        return hops;
    }

    /** Tokens as unevenly spread as those of text: the one of rank r comes with a frequency of about 1/r. */
    private StageInput.Tokens tokens() {
        var ids = random.doubles((long) training.sequences() * (training.sequence() + 1))
                .mapToInt(u -> (int) Math.min(model.vocabulary() - 1, Math.pow(model.vocabulary(), u) - 1))
                .toArray();
        return new StageInput.Tokens(training.sequences(), ids);
    }

    @Override
    public void close() {
        stages.forEach(StageEngine::close);
    }
}
