package dev.iota.research.zoo;

import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A small model after two epochs, and hops of its third.
 *
 * @param preset of it
 * @param published weights of each stage after the second epoch
 * @param before after the first
 * @param hops of all stages, microbatch by microbatch
 */
public record ZooModel(Preset preset, List<Weights> published, List<Weights> before, List<HopCase> hops) {
    private static final int STEPS_PER_EPOCH = 20;
    private static final long GRAPHS = 1L << 27;
    private static final long SEED = 1;

    /** Tokens by their data position. */
    @FunctionalInterface
    public interface TokenSource {
        StageInput.Tokens at(long position) throws IOException;
    }

    /** The project's own zoo model, in this precision. */
    public static Preset preset(Precision precision) throws IOException {
        try (var in = ZooModel.class.getResourceAsStream("model.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the model of 'zoo'");
            }
            var preset = Presets.parse("zoo", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return new Preset(preset.model(), preset.training().computing(precision, precision));
        }
    }

    /** The same training, but computed in another precision. */
    static TrainingSpec computing(Preset preset, Precision compute) {
        return preset.training().computing(compute, preset.training().wire());
    }

    static EngineOptions options(int threads) {
        return EngineOptions.cpu(threads, GRAPHS);
    }

    /** Trains two epochs, and lets so many microbatches of the third pass. */
    static ZooModel make(Preset preset, TokenSource tokens, int microbatches, int threads) throws IOException {
        try (var pipeline = new Pipeline(preset.model(), preset.training(), SEED, options(threads))) {
            var position = train(preset, pipeline, tokens, 0);
            var before = weights(pipeline);
            position = train(preset, pipeline, tokens, position);
            var hops = new ArrayList<HopCase>();
            for (var i = 0; i < microbatches; i++) {
                hops.addAll(hops(pipeline.stages(), position + i, tokens.at(position + i)));
            }
            return new ZooModel(preset, weights(pipeline), before, hops);
        }
    }

    private static long train(Preset preset, Pipeline pipeline, TokenSource tokens, long from) throws IOException {
        var position = from;
        for (var step = 0; step < STEPS_PER_EPOCH; step++) {
            var batch = new LinkedHashMap<Long, StageInput.Tokens>();
            for (var i = 0; i < preset.training().microbatchesPerStep(); i++) {
                batch.put(position, tokens.at(position));
                position++;
            }
            var global = from / preset.training().microbatchesPerStep() + step;
            pipeline.train(batch, preset.training().schedule().rate(global));
        }
        return position;
    }

    private static List<Weights> weights(Pipeline pipeline) throws IOException {
        var all = new ArrayList<Weights>();
        for (var stage : pipeline.stages()) {
            all.add(Weights.of(stage));
        }
        return all;
    }

    /** The hops of one microbatch, with what crosses the boundaries where everybody is honest. */
    private static List<HopCase> hops(List<StageEngine> stages, long id, StageInput.Tokens tokens) {
        var last = stages.size() - 1;
        var inputs = new ArrayList<Optional<byte[]>>();
        inputs.add(Optional.empty());
        StageInput input = tokens.inputs();
        for (var stage = 0; stage < last; stage++) {
            var payload = stages.get(stage).forward(id, input);
            inputs.add(Optional.of(payload));
            input = new StageInput.Activations(tokens.rows(), payload);
        }
        var hops = new ArrayList<HopCase>();
        var gradient = Optional.<byte[]>empty();
        for (var stage = last; stage >= 0; stage--) {
            var hop = new HopCase(
                    stage, id, tokens.rows(), tokens.ids(), inputs.get(stage), gradient, id * stages.size() + stage);
            hops.add(hop);
            gradient = stage == last
                    ? hop.computed(stages.get(stage)).inputGradient()
                    : stages.get(stage)
                            .backward(id, gradient.orElseThrow(), hop.probe())
                            .inputGradient();
            stages.get(stage).abandonStep();
        }
        return hops;
    }
}
