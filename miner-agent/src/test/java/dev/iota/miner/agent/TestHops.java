package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestRuns.LATER;

import dev.iota.core.data.RecordShape;
import dev.iota.core.run.Cut;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Rope;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Precision;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Hops of a model of two small stages. */
final class TestHops {
    static final ModelSpec TWO_STAGES =
            new ModelSpec(17, 16, 2, 1, 24, List.of(1, 1), Cut.PARTIAL_RESIDUAL, 4, Rope.LLAMA_3, 1e-5, 0.02);
    static final TestTokens TOKENS = new TestTokens(new RecordShape(17, 8, 2));
    static final int BOUNDARY = 2 * 8 * 4;

    private TestHops() {}

    static RunSpec spec(ModelSpec model, int microbatchesPerStep) {
        return TestRuns.spec(model, microbatchesPerStep, 100, EpochSpec.untilClosed());
    }

    static byte[] bytes(ByteBuffer container) {
        var bytes = new byte[container.capacity()];
        container.get(0, bytes);
        return bytes;
    }

    static Work.Forward forward(FakeRun fake, long id, String lease, int stage, boolean whole) throws IOException {
        return forward(fake, id, lease, stage, whole, "test", fake.source("tokens-" + id, TOKENS.record(id)));
    }

    static Work.Forward forward(
            FakeRun fake, long id, String lease, int stage, boolean whole, String run, Source tokens) {
        var key = "out-%d-%s".formatted(id, lease.replace(' ', '-'));
        return new Work.Forward(
                run,
                0,
                id,
                stage,
                lease,
                LATER,
                Instant.EPOCH,
                Optional.of(tokens),
                Optional.empty(),
                whole ? Optional.empty() : Optional.of(fake.sink(key, TensorFormat.HEADER + 4L * BOUNDARY)),
                5);
    }

    static Work.Backward backward(FakeRun fake, long id, String lease) {
        return backward(fake, id, id, lease, new byte[TensorFormat.HEADER + 4 * BOUNDARY]);
    }

    static Work.Backward backward(FakeRun fake, long id, long data, String lease, byte[] stored) {
        var random = new Random(id);
        return backward(fake, id, data, lease, stored, () -> (float) random.nextGaussian() / 100);
    }

    /** @param values of the output's gradient, one after the other */
    static Work.Backward backward(
            FakeRun fake, long id, long data, String lease, byte[] stored, Supplier<Float> values) {
        var gradient = TensorFormat.allocate(Precision.FLOAT32, 2, 8, 4);
        while (gradient.hasRemaining()) {
            gradient.putFloat(values.get());
        }
        try {
            return new Work.Backward(
                    "test",
                    0,
                    id,
                    0,
                    lease,
                    LATER,
                    Instant.EPOCH,
                    fake.source("gradient-" + id, bytes(gradient)),
                    Optional.of(fake.source("tokens-" + data, TOKENS.record(data))),
                    Optional.empty(),
                    fake.source("stored-" + id, stored),
                    Optional.empty(),
                    5);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
