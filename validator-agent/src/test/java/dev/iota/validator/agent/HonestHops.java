package dev.iota.validator.agent;

import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.Cut;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Rope;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.Schedule;
import dev.iota.core.run.ScoreSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Precision;
import dev.iota.core.wire.TensorFormat;
import dev.iota.model.audit.HopReplay;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One microbatch through a small model of three stages, by the engines that miners train with: what its hops stored and
 * reported.
 *
 * @param tokens record of a token shard
 * @param activations containers of what each stage but the tail passed on
 * @param gradients containers of what each stage but the head passed back, of the tail last
 * @param probes that each stage reported
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
record HonestHops(
        byte[] tokens, List<byte[]> activations, List<byte[]> gradients, List<GradientProbe> probes, float loss) {
    static final long PROBE = 17;
    static final RunSpec SPEC = new RunSpec(
            "test",
            7,
            new ModelSpec(61, 32, 4, 2, 48, List.of(2, 2, 2), Cut.PARTIAL_RESIDUAL, 8, Rope.LLAMA_3, 1e-5, 0.2),
            new TrainingSpec(
                    16,
                    2,
                    0,
                    4,
                    10,
                    Precision.FLOAT32,
                    Precision.BFLOAT16,
                    false,
                    new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1),
                    Schedule.constant(1e-3, 0)),
            new LeaseSpec(
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(15),
                    8,
                    Duration.ofMinutes(2),
                    Duration.ofMillis(100),
                    6,
                    3,
                    200_000),
            0.5,
            5,
            1,
            restarted(EpochSpec.untilClosed()),
            LimitSpec.DEFAULT,
            AuditSpec.NONE,
            ScoreSpec.DEFAULT,
            Optional.empty());

    /** The same run, whose merges average moments, too. */
    static RunSpec averaged() {
        var epochs = SPEC.epochs();
        var merge = MergeOptions.of(
                Mode.AVERAGE, new Float32Codec(), SPEC.training().stepsPerEpoch());
        return SPEC.withEpochs(new EpochSpec(
                epochs.count(), epochs.shortest(), epochs.target(), epochs.quorums(), merge, epochs.lease()));
    }

    private static EpochSpec restarted(EpochSpec epochs) {
        var merge = epochs.merge();
        return new EpochSpec(
                epochs.count(),
                epochs.shortest(),
                epochs.target(),
                epochs.quorums(),
                merge.withDiloco(merge.diloco().with(Moments.RESTARTED)),
                epochs.lease());
    }

    static HonestHops compute(long microbatch) {
        var training = SPEC.training();
        var random = new SplittableRandom(microbatch);
        var tokens = new StageInput.Tokens(
                training.sequences(),
                random.ints(
                                (long) training.sequences() * (training.sequence() + 1),
                                0,
                                SPEC.model().vocabulary())
                        .toArray());
        try (var head = engine(0);
                var body = engine(1);
                var tail = engine(2)) {
            var first = head.forward(0, tokens.inputs());
            var second = body.forward(0, new StageInput.Activations(tokens.rows(), first));
            var last = tail.tail(0, new StageInput.Activations(tokens.rows(), second), tokens.targets(), PROBE);
            var gradient = last.backward().inputGradient().orElseThrow();
            var back = body.backward(0, gradient, PROBE);
            var end = head.backward(0, back.inputGradient().orElseThrow(), PROBE);
            return new HonestHops(
                    record(tokens),
                    List.of(container(first), container(second)),
                    List.of(container(back.inputGradient().orElseThrow()), container(gradient)),
                    List.of(
                            HopReplay.probe(end.audit()),
                            HopReplay.probe(back.audit()),
                            HopReplay.probe(last.backward().audit())),
                    last.loss());
        }
    }

    private static StageEngine engine(int stage) {
        return new StageEngine(SPEC.model(), SPEC.training(), stage, SPEC.seed(), EngineOptions.cpu(1, 0));
    }

    private static byte[] record(StageInput.Tokens tokens) {
        var bytes = ByteBuffer.allocate(tokens.ids().length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var token : tokens.ids()) {
            bytes.putShort((short) token);
        }
        return bytes.array();
    }

    static byte[] container(byte[] payload) {
        var training = SPEC.training();
        return TensorFormat.allocate(
                        training.wire(),
                        training.sequences(),
                        training.sequence(),
                        SPEC.model().boundaryWidth())
                .put(payload)
                .array();
    }

    static byte[] payload(byte[] container) {
        return Arrays.copyOfRange(container, TensorFormat.HEADER, container.length);
    }

    /** Of a stage, as its miner reported it. */
    Optional<Float> reportedLoss(int stage) {
        return SPEC.model().isTail(stage) ? Optional.of(loss) : Optional.empty();
    }
}
