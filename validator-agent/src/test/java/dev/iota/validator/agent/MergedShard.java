package dev.iota.validator.agent;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.RoundPlan.PlannedUpload;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.ShardEvidence;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A stage of ten blocks and two uploads of it, of which all blocks but the first were merged by honest owners. */
final class MergedShard {
    static final int STAGE = 1;
    static final RunSpec SPEC = HonestHops.SPEC;

    private static final Float32Codec CODEC = new Float32Codec();
    private static final int BLOCKS = 10;
    private static final long ELEMENTS = (BLOCKS - 1) * (long) BlockLayout.ELEMENTS + 5;
    private static final int BLOCK = BlockLayout.ELEMENTS * Float.BYTES;

    final byte[] upload;
    private final Store store;
    private final byte[] state;
    private final StageCheckpoint start;
    private final Shard shard;
    private final Exclusion exclusion;
    private final List<Given> uploads;
    private final Source text;
    private final Source access;

    /** Puts an object where a validator reads it. */
    @FunctionalInterface
    interface Store {
        Source put(String name, byte[] bytes) throws IOException;
    }

    private record Given(Upload upload, Source manifest, Source part) {
        Hotkey hotkey() {
            return upload.hotkey();
        }
    }

    MergedShard(Store store) throws IOException {
        this.store = store;
        var random = new SplittableRandom(4);
        this.state = values(random);
        this.start = checkpoint(0, Optional.empty(), Origin.INITIAL, hashes(state), List.of());
        this.text = store.put("start.json", start.write().getBytes(StandardCharsets.UTF_8));
        var access = new CheckpointAccess(text, List.of(store.put("start", state)));
        this.access = store.put("access.json", Json.write(access).getBytes(StandardCharsets.UTF_8));
        var spec = SPEC.epochs().upload(SPEC.run(), 0, STAGE, ELEMENTS);
        var miners = Stream.generate(() -> KeyPair.generate(random).hotkey())
                .limit(2)
                .sorted()
                .toList();
        this.upload = values(random);
        this.uploads = List.of(given(spec, miners.getFirst(), upload), given(spec, miners.getLast(), values(random)));
        this.shard = new Shard(0, 1, BLOCKS - 1, miners.getFirst(), miners.getLast());
        this.exclusion = new Exclusion(
                List.of(new Contribution(miners.getFirst(), 3, 1, ""), new Contribution(miners.getLast(), 2, 1, "")),
                List.of());
    }

    private Given given(UploadSpec spec, Hotkey hotkey, byte[] values) throws IOException {
        var manifest = new Manifest(spec, hotkey, List.of(new LoggedStep(1, List.of(1L))), hashes(values));
        return new Given(
                new Upload(manifest, reader(values)),
                store.put("manifest-" + hotkey, manifest.write().getBytes(StandardCharsets.UTF_8)),
                store.put("part-" + hotkey, values));
    }

    /** The state that the shard was merged from. */
    Source checkpoint() {
        return text;
    }

    /** How a running validator is given it. */
    Source access() {
        return access;
    }

    /** Where the first of the uploads lies. */
    String firstUpload() {
        return "part-" + uploads.getFirst().hotkey();
    }

    /** @param wrong block whose hash its owners did not compute; none if negative */
    ShardEvidence evidence(int wrong) throws IOException {
        var step = start.next(SPEC.epochs(), SPEC.training());
        var merged = new ArrayList<>(Collections.nCopies(BLOCKS, Sha256.hex("not of this shard")));
        new ShardMerge(
                        SPEC.epochs().merge().aggregation(),
                        step,
                        exclusion,
                        uploads.stream().map(Given::upload).toList(),
                        reader(state))
                .merge(shard, (section, block, bytes) -> merged.set(block, Sha256.hex(bytes)));
        if (wrong >= 0) {
            merged.set(wrong, Sha256.hex("wrong"));
        }
        var result = checkpoint(1, text.sha256(), Origin.MERGED, merged, exclusion.kept());
        var plan = new RoundPlan(
                uploads.getFirst().upload().manifest().spec(),
                uploads.stream()
                        .map(given -> new PlannedUpload(given.hotkey(), given.manifest(), List.of(given.part())))
                        .toList(),
                List.of(shard),
                access,
                Optional.of(exclusion));
        return new ShardEvidence(
                0,
                SPEC.training().schedule().peak(),
                store.put("plan.json", Json.write(plan).getBytes(StandardCharsets.UTF_8)),
                store.put("result%d.json".formatted(wrong), result.write().getBytes(StandardCharsets.UTF_8)));
    }

    private static StageCheckpoint checkpoint(
            int epoch, Optional<String> parent, Origin origin, List<String> blocks, List<Contribution> kept) {
        return new StageCheckpoint(
                SPEC.run(),
                epoch,
                STAGE,
                parent,
                origin,
                List.of(new ParameterShape("w", List.of(ELEMENTS), true)),
                1,
                epoch,
                List.of(new StateObject("start", 0, 0, BLOCKS, ELEMENTS * Float.BYTES, Sha256.hex("start"))),
                blocks,
                kept,
                List.of());
    }

    private static byte[] values(SplittableRandom random) {
        var layout = new BlockLayout(ELEMENTS);
        var bytes = new byte[Math.toIntExact(CODEC.bytes(layout))];
        for (var block = 0; block < BLOCKS; block++) {
            var values = new float[layout.length(block)];
            for (var i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-1, 1);
            }
            var encoded = CODEC.encode(values, values.length);
            System.arraycopy(encoded, 0, bytes, block * BLOCK, encoded.length);
        }
        return bytes;
    }

    private static List<String> hashes(byte[] values) {
        return IntStream.range(0, BLOCKS)
                .mapToObj(block -> Sha256.hex(block(values, block)))
                .toList();
    }

    private static BlockReader reader(byte[] values) {
        return (section, block) -> block(values, block);
    }

    private static byte[] block(byte[] values, int block) {
        return Arrays.copyOfRange(values, block * BLOCK, Math.min(values.length, (block + 1) * BLOCK));
    }
}
