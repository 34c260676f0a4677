package dev.iota.model.audit;

import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Rope;
import dev.iota.core.run.Schedule;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A small model of three stages, and the hops of one microbatch through the engines that miners train with. */
final class AuditedHops {
    static final long SEED = 3;
    static final ModelSpec MODEL =
            new ModelSpec(61, 32, 4, 2, 48, List.of(2, 2, 2), Cut.PARTIAL_RESIDUAL, 8, Rope.LLAMA_3, 1e-5, 0.2);

    /** One hop: what it was computed from, and what an honest miner made of it. */
    record Hop(HopInputs inputs, HopResults results) {}

    private AuditedHops() {}

    static TrainingSpec training(Precision compute, Precision wire) {
        return new TrainingSpec(
                16,
                2,
                0,
                4,
                10,
                compute,
                wire,
                false,
                new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1),
                Schedule.constant(1e-3, 0));
    }

    /** Of every stage, head first, at the initial weights. */
    static List<Hop> of(TrainingSpec training, int threads, long graphBudget, long microbatch) {
        var random = new SplittableRandom(microbatch);
        var tokens = new StageInput.Tokens(
                training.sequences(),
                random.ints((long) training.sequences() * (training.sequence() + 1), 0, MODEL.vocabulary())
                        .toArray());
        var options = EngineOptions.cpu(threads, graphBudget);
        try (var head = new StageEngine(MODEL, training, 0, SEED, options);
                var body = new StageEngine(MODEL, training, 1, SEED, options);
                var tail = new StageEngine(MODEL, training, 2, SEED, options)) {
            var first = head.forward(microbatch, tokens.inputs());
            var second = body.forward(microbatch, activations(training, first));
            var loss = tail.tail(microbatch, activations(training, second), tokens.targets(), microbatch);
            var gradient = loss.backward().inputGradient().orElseThrow();
            var back = body.backward(microbatch, gradient, microbatch);
            var ended = head.backward(microbatch, back.inputGradient().orElseThrow(), microbatch);
            var hops = new ArrayList<Hop>();
            hops.add(new Hop(
                    new HopInputs(tokens.inputs(), Optional.empty(), back.inputGradient(), microbatch),
                    new HopResults(
                            Optional.of(first), Optional.empty(), HopReplay.probe(ended.audit()), Optional.empty())));
            hops.add(new Hop(
                    new HopInputs(activations(training, first), Optional.empty(), Optional.of(gradient), microbatch),
                    new HopResults(
                            Optional.of(second),
                            back.inputGradient(),
                            HopReplay.probe(back.audit()),
                            Optional.empty())));
            hops.add(new Hop(
                    new HopInputs(
                            activations(training, second), Optional.of(tokens.targets()), Optional.empty(), microbatch),
                    new HopResults(
                            Optional.empty(),
                            Optional.of(gradient),
                            HopReplay.probe(loss.backward().audit()),
                            Optional.of(loss.loss()))));
            return hops;
        }
    }

    static StageInput.Activations activations(TrainingSpec training, byte[] payload) {
        return new StageInput.Activations(training.sequences(), payload);
    }
}
