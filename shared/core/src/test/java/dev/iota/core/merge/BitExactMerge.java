package dev.iota.core.merge;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.aggregate.Aggregation;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.merge.step.AverageStep;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.merge.step.DilocoStep;
import dev.iota.core.merge.step.ElementRange;
import dev.iota.core.merge.step.OuterStep;
import dev.iota.core.merge.step.SyncStep;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.Upload;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole merges of a stage by the classes that owners use, for {@link BitExactProgram}: inspected, scaled, merged,
 * hashed.
 */
final class BitExactMerge {
    private static final int UPLOADS = 5;

    /** One short block, so that an interpreter gets through. */
    private static final int SHORT = 4099;

    /** One whole block and a short one. */
    private static final int LONG = BlockLayout.ELEMENTS + 777;

    private BitExactMerge() {}

    private record Case(Mode mode, String codec, String aggregation) {}

    private static final List<Case> CASES = List.of(
            new Case(Mode.SYNC, "float32", "mean"),
            new Case(Mode.SYNC, "bfloat16", "mean"),
            new Case(Mode.SYNC, "int8", "median"),
            new Case(Mode.SYNC, "top-k:500", "mean"),
            new Case(Mode.DILOCO, "float32", "mean"),
            new Case(Mode.DILOCO, "bfloat16", "trimmed-mean:20"),
            new Case(Mode.DILOCO, "int8", "mean"),
            new Case(Mode.AVERAGE, "float32", "trimmed-mean:20"),
            new Case(Mode.AVERAGE, "float32", "median"));

    /** Adds every hash that an owner of every shard would send. */
    static void update(MessageDigest digest) {
        CASES.forEach(merge -> update(digest, merge, SHORT));
    }

    /** The same of more than one block, once: what an interpreter needs seconds for. */
    static void updateLong(MessageDigest digest) {
        update(digest, CASES.getFirst(), LONG);
        update(digest, CASES.get(4), LONG);
    }

    private static void update(MessageDigest digest, Case merge, int elements) {
        try {
            for (var hash : hashes(merge, elements)) {
                digest.update(hash.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> hashes(Case merge, int elements) throws IOException {
        var weights = Samples.gaussian(elements, 0.02, 1);
        var published = Samples.state(
                new BlockLayout(elements), weights, Samples.gaussian(elements, 1e-3, 2), squares(elements, 3));
        var uploads = uploads(merge, elements, weights);
        var exclusion = Samples.inspect(uploads, published);
        var plan = ButterflyPlan.of(
                uploads.stream().map(Upload::hotkey).toList(), new BlockLayout(elements).blocks(), Samples.seed(9));
        var hashes = new ArrayList<String>();
        for (var shard : plan.shards()) {
            var merger = new ShardMerge(
                    Aggregation.of(merge.aggregation()), step(merge.mode()), exclusion, uploads, published);
            hashes.addAll(merger.merge(shard, (section, block, bytes) -> hashes.add(Sha256.hex(bytes))));
        }
        return hashes;
    }

    private static List<Upload> uploads(Case merge, int elements, float[] weights) {
        var spec = Samples.spec(merge.mode(), Codec.of(merge.codec()), elements);
        var miners = Samples.miners(UPLOADS);
        var uploads = new ArrayList<Upload>();
        for (var m = 0; m < UPLOADS; m++) {
            // The last one moved far enough to be scaled.
            var change = Samples.gaussian(elements, m == UPLOADS - 1 ? 5e-3 : 1e-3, 50 + m);
            if (spec.payload().isWeights()) {
                for (var i = 0; i < elements; i++) {
                    change[i] += weights[i];
                }
            }
            uploads.add(
                    spec.payload() == Payload.WEIGHTS_AND_MOMENTS
                            ? Samples.upload(
                                    spec,
                                    miners.get(m),
                                    m + 3,
                                    change,
                                    Samples.gaussian(elements, 1e-3, 70 + m),
                                    squares(elements, 80 + m))
                            : Samples.upload(spec, miners.get(m), m + 3, change));
        }
        return uploads;
    }

    private static float[] squares(int elements, long seed) {
        var values = Samples.gaussian(elements, 1e-4, seed);
        for (var i = 0; i < elements; i++) {
            values[i] = Math.abs(values[i]);
        }
        return values;
    }

    private static OuterStep step(Mode mode) {
        return switch (mode) {
            case SYNC ->
                new SyncStep(new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1), 2e-4, 3, List.of(new ElementRange(10, 2000)));
            case DILOCO -> new DilocoStep(DilocoOptions.NESTEROV, 4);
            case AVERAGE -> new AverageStep();
        };
    }
}
