package dev.iota.core.merge;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.inspect.ExclusionOptions;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.inspect.Inspected;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.merge.upload.UploadSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded miners, values and uploads for the tests of this package. */
public final class Samples {
    private Samples() {}

    /** A secret of a plan; the same at each call. */
    public static byte[] secret() {
        return new byte[PlanSeed.SECRET];
    }

    /** Different hotkeys, in hotkey order. */
    public static List<Hotkey> miners(int count) {
        var random = new Random(count);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var key = new byte[32];
                    random.nextBytes(key);
                    return Hotkey.of(key);
                })
                .sorted()
                .toList();
    }

    public static PlanSeed seed(int number) {
        return new PlanSeed(Sha256.hex("seed " + number));
    }

    public static float[] gaussian(int length, double deviation, long seed) {
        var random = new Random(seed);
        var values = new float[length];
        for (var i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    /** Any finite bit pattern: huge, tiny, subnormal, zeros of both signs, and many equal values. */
    public static float[] anyFinite(int length, long seed) {
        var random = new Random(seed);
        var values = new float[length];
        for (var i = 0; i < length; i++) {
            values[i] = switch (random.nextInt(8)) {
                case 0 -> random.nextBoolean() ? 0f : -0f;
                case 1 -> random.nextInt(3) - 1;
                case 2 -> Float.intBitsToFloat(random.nextInt(1 << 23));
                case 3 -> random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE;
                default -> {
                    var value = Float.intBitsToFloat(random.nextInt());
                    yield Float.isFinite(value) ? value : 1f;
                }
            };
        }
        return values;
    }

    public static UploadSpec spec(Mode mode, Codec codec, long elements) {
        return new UploadSpec("run", 3, 1, mode.payload(codec), codec, elements);
    }

    /** An upload that is what its manifest says, of {@code microbatches} microbatches in one step. */
    public static Upload upload(UploadSpec spec, Hotkey hotkey, int microbatches, float[]... sections) {
        return upload(spec, hotkey, microbatches, encode(spec.codec(), spec.layout(), sections));
    }

    /** An upload of these bytes, by section and block. */
    static Upload upload(UploadSpec spec, Hotkey hotkey, int microbatches, byte[][][] bytes) {
        var hashes =
                Arrays.stream(bytes).flatMap(Arrays::stream).map(Sha256::hex).toList();
        var ids = IntStream.range(0, microbatches).mapToObj(i -> (long) i).toList();
        var manifest = new Manifest(spec, hotkey, List.of(new LoggedStep(1, ids)), hashes);
        return new Upload(manifest, (section, block) -> bytes[section][block]);
    }

    public static BlockReader state(BlockLayout layout, float[]... sections) {
        var bytes = encode(new Float32Codec(), layout, sections);
        return (section, block) -> bytes[section][block];
    }

    public static byte[][][] encode(Codec codec, BlockLayout layout, float[]... sections) {
        var bytes = new byte[sections.length][layout.blocks()][];
        for (var section = 0; section < sections.length; section++) {
            for (var block = 0; block < layout.blocks(); block++) {
                var first = (int) layout.first(block);
                var values = Arrays.copyOfRange(sections[section], first, first + layout.length(block));
                bytes[section][block] = codec.encode(values, values.length);
            }
        }
        return bytes;
    }

    /** Float32 bytes with whatever values, also those that no honest codec writes. */
    static byte[][][] raw(BlockLayout layout, float[] values) {
        var finite = values.clone();
        for (var i = 0; i < finite.length; i++) {
            finite[i] = Float.isFinite(finite[i]) ? finite[i] : 0;
        }
        var bytes = encode(new Float32Codec(), layout, finite);
        for (var i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                ByteBuffer.wrap(bytes[0][i / BlockLayout.ELEMENTS])
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(i % BlockLayout.ELEMENTS * Float.BYTES, values[i]);
            }
        }
        return bytes;
    }

    /** Everything counts, by its microbatches. */
    public static Exclusion all(List<Upload> uploads) {
        return new Exclusion(
                uploads.stream()
                        .map(u -> new Contribution(u.hotkey(), u.manifest().microbatches(id -> true), 1, "test"))
                        .sorted(Comparator.comparing(Contribution::hotkey))
                        .toList(),
                List.of());
    }

    /** The whole stage through the production classes: inspected by shard, excluded, ready to merge. */
    static Exclusion inspect(List<Upload> uploads, BlockReader published) throws IOException {
        var layout = uploads.getFirst().manifest().spec().layout();
        var hotkeys = uploads.stream().map(Upload::hotkey).toList();
        var plan = ButterflyPlan.of(hotkeys, layout.blocks(), seed(1));
        var findings = new ArrayList<List<Finding>>();
        for (var shard : plan.shards()) {
            findings.add(new Inspection(published).inspect(shard, uploads));
        }
        var inspected = new ArrayList<Inspected>();
        for (var m = 0; m < uploads.size(); m++) {
            var index = m;
            var manifest = uploads.get(m).manifest();
            inspected.add(Inspection.total(
                    manifest.hotkey(),
                    findings.stream().map(list -> list.get(index)).toList(),
                    manifest.microbatches(id -> true),
                    manifest.steps(id -> true)));
        }
        return Exclusion.of(inspected, ExclusionOptions.DEFAULT);
    }
}
