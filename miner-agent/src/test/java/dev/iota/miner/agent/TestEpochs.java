package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestRuns.LATER;
import static dev.iota.miner.agent.TestRuns.engine;
import static dev.iota.miner.agent.TestRuns.weights;

import dev.iota.core.data.RecordShape;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.aggregate.WeightedMean;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.inspect.ExclusionOptions;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.Cut;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.Rope;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Epochs of a model of one stage. */
final class TestEpochs {
    /** Three blocks of 65 536 elements. */
    private static final ModelSpec MODEL =
            new ModelSpec(257, 64, 2, 1, 128, List.of(3), Cut.NONE, 64, Rope.LLAMA_3, 1e-5, 0.02);

    static final TestTokens TOKENS = new TestTokens(new RecordShape(257, 8, 2));

    private TestEpochs() {}

    /** One step of each miner, of another microbatch. */
    static void train(FakeRun fake, List<Hotkey> hotkeys, int epoch, long first) throws IOException {
        for (var i = 0; i < hotkeys.size(); i++) {
            fake.send(hotkeys.get(i), forward(fake, epoch, first + i, first + i));
        }
        for (var i = 0; i < hotkeys.size(); i++) {
            var id = first + i;
            fake.awaitThat(
                    () -> fake.of(Event.BackwardDone.class).stream().anyMatch(event -> event.microbatch() == id),
                    "the backward of %d".formatted(id));
        }
    }

    static Work.Forward forward(FakeRun fake, int epoch, long id, long data) throws IOException {
        return new Work.Forward(
                "test",
                epoch,
                id,
                0,
                "lease-%d-%d".formatted(epoch, id),
                LATER,
                Instant.EPOCH,
                Optional.of(fake.source("tokens-" + id, TOKENS.record(data))),
                Optional.empty(),
                Optional.empty(),
                5);
    }

    /** Loss of the published weights. */
    static float loss(RunSpec spec, FakeRun fake, StageCheckpoint published, long data) throws IOException {
        var weights = new byte[Math.toIntExact(4 * published.layout().elements())];
        for (var object : published.objects()) {
            if (object.section() == 0) {
                var bytes = fake.object(object.key());
                System.arraycopy(
                        bytes,
                        0,
                        weights,
                        Math.toIntExact(4 * published.layout().first(object.firstBlock())),
                        bytes.length);
            }
        }
        try (var engine = engine(spec)) {
            var position = new java.util.HashMap<String, Integer>();
            var at = 0;
            for (var parameter : engine.parameters()) {
                position.put(parameter.name(), at);
                at += Math.toIntExact(4 * parameter.elements());
            }
            engine.state()
                    .readWeights((name, shape, offset, chunk) -> chunk.put(
                            weights, Math.toIntExact(position.getOrDefault(name, 0) + offset), chunk.remaining()));
            var tokens = TOKENS.tokens(data);
            return engine.tail(0, tokens.inputs(), tokens.targets(), 5).loss();
        }
    }

    /** @param momentum whether the outer step has any */
    static RunSpec spec(Mode mode, Codec codec, boolean momentum) {
        return spec(mode, codec, momentum, Moments.KEPT);
    }

    static RunSpec spec(Mode mode, Codec codec, boolean momentum, Moments moments) {
        var merge = new MergeOptions(
                mode,
                codec,
                !codec.lossless(),
                new WeightedMean(),
                (momentum ? DilocoOptions.NESTEROV : DilocoOptions.PLAIN).with(moments),
                ExclusionOptions.DEFAULT,
                0.05,
                3);
        var epochs = new EpochSpec(
                0, Duration.ZERO, Duration.ofMinutes(1), QuorumOptions.DEFAULT, merge, Duration.ofMinutes(1));
        return TestRuns.spec(MODEL, 1, 1, epochs);
    }
}
