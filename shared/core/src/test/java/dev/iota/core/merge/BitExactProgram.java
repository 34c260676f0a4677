package dev.iota.core.merge;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.aggregate.Aggregation;
import dev.iota.core.merge.aggregate.Norms;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Values;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.merge.step.DilocoStep;
import dev.iota.core.merge.step.ElementRange;
import dev.iota.core.merge.step.OuterStep;
import dev.iota.core.merge.step.SyncStep;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Runs all of the arithmetic, and whole merges, on fixed inputs and prints one SHA-256 over every result: what
 * {@link BitExactTest} starts in other JVMs.
 */
final class BitExactProgram {
    private static final int UPLOADS = 5;
    private static final int LENGTH = 4999;

    /** Whole merges go with one of so many passes. */
    private static final int MERGES = 20;

    private BitExactProgram() {}

    /** @param args how often to repeat everything before the results count, so that compilers get their chance */
    public static void main(String[] args) {
        var inputs = List.of(finite(), gaussian());
        var passes = Integer.parseInt(args[0]);
        for (var i = 0; i < passes; i++) {
            var _ = run(inputs, i % MERGES == 0, false);
        }
        System.out.println(run(inputs, true, true));
    }

    static String run() {
        return run(List.of(finite(), gaussian()), true, true);
    }

    private static String run(List<float[][]> inputs, boolean merges, boolean longOnes) {
        var digest = Sha256.digest();
        if (merges) {
            BitExactMerge.update(digest);
        }
        if (longOnes) {
            BitExactMerge.updateLong(digest);
        }
        var weights = new int[] {7, 1, 19, 4, 11};
        for (var values : inputs) {
            for (var name : List.of("mean", "trimmed-mean:20", "median")) {
                var out = new float[LENGTH];
                Aggregation.of(name).aggregate(values, weights, LENGTH, out);
                digest.update(bytes(out));
            }
            for (var name : List.of("bfloat16", "int8", "top-k:500")) {
                var codec = Codec.of(name);
                var small = inputs.getLast()[0].clone();
                var block = codec.encode(small, LENGTH);
                digest.update(block);
                codec.decode(block, LENGTH, small);
                digest.update(bytes(small));
            }
            digest.update(HexFormat.of()
                    .parseHex("%016x".formatted(Double.doubleToLongBits(Norms.sumOfSquares(values[1], LENGTH)))));
            var displaced = values[0].clone();
            Values.displacement(values[1], displaced, LENGTH);
            Values.scale(displaced, 1.0 / 3, LENGTH);
            digest.update(bytes(displaced));
            var state = new float[][] {values[0], values[1], values[2].clone()};
            for (var i = 0; i < LENGTH; i++) {
                state[2][i] = Math.abs(state[2][i]);
            }
            var adamW = new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1);
            step(new SyncStep(adamW, 2e-4, 1234, List.of(new ElementRange(100, 3000))), state, values, digest);
            step(new DilocoStep(DilocoOptions.NESTEROV, 7), state, values, digest);
            step(new DilocoStep(DilocoOptions.PLAIN, 7), state, values, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void step(OuterStep step, float[][] state, float[][] values, MessageDigest digest) {
        var next = new float[step.sections()][LENGTH];
        step.apply(state, new float[][] {values[3]}, 50, LENGTH, next);
        Arrays.stream(next).forEach(section -> digest.update(bytes(section)));
    }

    private static byte[] bytes(float[] values) {
        return new Float32Codec().encode(values, LENGTH);
    }

    private static float[][] finite() {
        var inputs = new float[UPLOADS][];
        Arrays.setAll(inputs, m -> Samples.anyFinite(LENGTH, m));
        return inputs;
    }

    private static float[][] gaussian() {
        var inputs = new float[UPLOADS][];
        Arrays.setAll(inputs, m -> Samples.gaussian(LENGTH, 1e-2, m));
        return inputs;
    }
}
