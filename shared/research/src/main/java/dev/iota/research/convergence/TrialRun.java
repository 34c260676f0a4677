package dev.iota.research.convergence;

import dev.iota.core.run.Preset;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Trains and merges the replicas of a trial, and measures what they have become. */
public final class TrialRun {
    private final Preset preset;
    private final Tokens training;
    private final List<StageInput.Tokens> heldOut;
    private final EngineOptions options;

    /** Tokens by their data position. */
    @FunctionalInterface
    public interface Tokens {
        StageInput.Tokens at(long position) throws IOException;
    }

    public TrialRun(Preset preset, Tokens training, List<StageInput.Tokens> heldOut, EngineOptions options) {
        this.preset = preset;
        this.training = training;
        this.heldOut = List.copyOf(heldOut);
        this.options = options;
    }

    public Outcome run(Trial trial) throws IOException {
        var started = System.nanoTime();
        var stages = new ArrayList<StageReplicas>();
        try {
            for (var stage = 0; stage < preset.model().stages(); stage++) {
                stages.add(new StageReplicas(trial, preset, stage, options));
            }
            train(trial, stages);
            return new Outcome(
                    trial,
                    heldOutLoss(stages),
                    stages.stream().mapToInt(StageReplicas::scaled).sum(),
                    stages.stream().mapToInt(StageReplicas::excluded).sum(),
                    (System.nanoTime() - started) / 1e9);
        } finally {
            stages.forEach(StageReplicas::close);
        }
    }

    private void train(Trial trial, List<StageReplicas> stages) throws IOException {
        var random = new Random(trial.seed());
        var position = trial.seed() * trial.microbatches(); // every seed learns from other text
        for (var epoch = 0; epoch < trial.epochs(preset); epoch++) {
            for (var step = 0; step < trial.stepsPerEpoch(); step++) {
                for (var path : paths(trial, stages, random)) {
                    path.accumulate(position, training.at(position));
                    position++;
                }
                for (var stage : stages) {
                    stage.step(step);
                }
            }
            for (var stage : stages) {
                stage.merge();
            }
        }
    }

    /** The replicas that each microbatch of a step goes through: all replicas of a stage work on equally many. */
    private List<Pipeline> paths(Trial trial, List<StageReplicas> stages, Random random) {
        var count = trial.replicas() * preset.training().microbatchesPerStep();
        var paths = new ArrayList<List<StageEngine>>();
        for (var i = 0; i < count; i++) {
            paths.add(new ArrayList<>());
        }
        for (var stage : stages) {
            var replicas = new ArrayList<Integer>();
            for (var i = 0; i < count; i++) {
                replicas.add(i % trial.replicas());
            }
            if (trial.shape().pathways() == Pathways.RANDOM) {
                Collections.shuffle(replicas, random);
            }
            for (var i = 0; i < count; i++) {
                paths.get(i).add(stage.engine(replicas.get(i)));
            }
        }
        return paths.stream().map(Pipeline::new).toList();
    }

    /** After the last merge all replicas are the same. */
    private double heldOutLoss(List<StageReplicas> stages) {
        var merged = new Pipeline(stages.stream().map(stage -> stage.engine(0)).toList());
        return heldOut.stream().mapToDouble(merged::loss).average().orElseThrow();
    }
}
