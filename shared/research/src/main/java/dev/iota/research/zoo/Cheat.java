package dev.iota.research.zoo;

import dev.iota.core.base.Bf16;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Precision;
import dev.iota.model.audit.HopResults;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** How a hop is not computed as it should be. */
enum Cheat {
    ECHO("does nothing: passes on what it got, and reports a gradient of zero"),
    SKIP_BLOCK("leaves one block out"),
    STALE("computes with the weights of the epoch before"),
    INT4("computes with weights of four bits"),
    LOWER_PRECISION("computes in bfloat16 where the run says float32"),
    NOISE_10("adds noise of a tenth to the tensors that it stores"),
    NOISE_50("adds noise of a half to the tensors that it stores"),
    REPLAY("stores and reports what came of another microbatch"),
    NO_BACKWARD("computes the forward, and passes the gradient back as it came"),
    FALSE_PROBE("passes everything on rightly, and reports the gradient of another microbatch"),
    FALSE_LOSS("reports a loss that is a tenth too low"),
    NO_STEP("computes every hop rightly, and learns nothing from it");

    private static final double TENTH = 0.1;
    private static final double HALF = 0.5;

    private final String text;

    Cheat(String text) {
        this.text = text;
    }

    /** What it does, as the rest of a sentence. */
    String text() {
        return text;
    }

    /** Whether a miner can do it with this hop, in a run that computes so. */
    boolean isPossible(HopCase hop, Precision compute) {
        return switch (this) {
            case FALSE_LOSS -> hop.isTail();
            case NO_BACKWARD -> !hop.isTail();
            case LOWER_PRECISION -> compute == Precision.FLOAT32;
            default -> true;
        };
    }

    /**
     * What it stores and reports of a hop.
     *
     * @param other another hop of the same stage
     * @param wire precision of stored tensors
     */
    HopResults commit(HopCase hop, HopCase other, CheatEngines engines, Precision wire, Random random) {
        var honest = engines.honest(hop);
        return switch (this) {
            case ECHO -> echo(hop, honest);
            case SKIP_BLOCK -> engines.withoutBlock(hop);
            case STALE -> engines.stale(hop);
            case INT4 -> engines.inInt4(hop);
            case LOWER_PRECISION -> engines.inBfloat16(hop);
            case NOISE_10 -> noisy(honest, TENTH, wire, random);
            case NOISE_50 -> noisy(honest, HALF, wire, random);
            case REPLAY -> engines.honest(other);
            case NO_BACKWARD ->
                new HopResults(honest.output(), passedBack(hop, honest), zero(honest.probe()), honest.loss());
            case FALSE_PROBE ->
                new HopResults(
                        honest.output(),
                        honest.inputGradient(),
                        engines.honest(other).probe(),
                        honest.loss());
            case FALSE_LOSS ->
                new HopResults(
                        honest.output(),
                        honest.inputGradient(),
                        honest.probe(),
                        honest.loss().map(loss -> (float) (loss * (1 - TENTH))));
            case NO_STEP -> honest;
        };
    }

    private static HopResults echo(HopCase hop, HopResults honest) {
        return new HopResults(
                honest.output().map(right -> hop.input().orElseGet(() -> new byte[right.length])),
                passedBack(hop, honest),
                zero(honest.probe()),
                honest.loss());
    }

    private static Optional<byte[]> passedBack(HopCase hop, HopResults honest) {
        return honest.inputGradient().map(right -> hop.outputGradient().orElseGet(() -> new byte[right.length]));
    }

    private static GradientProbe zero(GradientProbe probe) {
        return new GradientProbe(
                probe.norms().stream().map(norm -> 0f).toList(),
                probe.values().stream().map(value -> 0f).toList());
    }

    private static HopResults noisy(HopResults honest, double part, Precision wire, Random random) {
        UnaryOperator<byte[]> add = payload -> noisy(payload, part, wire, random);
        return new HopResults(
                honest.output().map(add), honest.inputGradient().map(add), probe(honest, part, random), honest.loss());
    }

    /** The head has nothing else to be noisy with. */
    private static GradientProbe probe(HopResults honest, double part, Random random) {
        return honest.output().isPresent() || honest.inputGradient().isPresent()
                ? honest.probe()
                : new GradientProbe(
                        noisy(honest.probe().norms(), part, random),
                        honest.probe().values());
    }

    private static List<Float> noisy(List<Float> values, double part, Random random) {
        var noisy = new ArrayList<Float>();
        values.forEach(value -> noisy.add((float) (value * (1 + part * random.nextGaussian()))));
        return noisy;
    }

    private static byte[] noisy(byte[] payload, double part, Precision wire, Random random) {
        var values = decoded(payload, wire);
        var square = 0d;
        for (var value : values) {
            square += (double) value * value;
        }
        var deviation = part * Math.sqrt(square / values.length);
        for (var i = 0; i < values.length; i++) {
            values[i] += (float) (deviation * random.nextGaussian());
        }
        return encoded(values, wire);
    }

    private static float[] decoded(byte[] payload, Precision wire) {
        if (wire == Precision.FLOAT32) {
            return Weights.floats(payload);
        }
        var values = FloatBuffer.allocate(payload.length / Bf16.BYTES);
        Bf16.decode(ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN), values);
        return values.array();
    }

    private static byte[] encoded(float[] values, Precision wire) {
        if (wire == Precision.FLOAT32) {
            return Weights.bytes(values);
        }
        var bytes = ByteBuffer.allocate(values.length * Bf16.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Bf16.encode(FloatBuffer.wrap(values), bytes);
        return bytes.array();
    }
}
