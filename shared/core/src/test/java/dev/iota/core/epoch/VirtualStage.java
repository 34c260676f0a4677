package dev.iota.core.epoch;

import java.util.stream.Collectors;
import java.util.Map;
import java.util.HexFormat;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.run.RunSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A stage's published state and the uploads of its miners, with the real arithmetic over both. */
final class VirtualStage {
    private static final int BLOCKS = 3;
    private static final int ELEMENTS = BLOCKS * BlockLayout.ELEMENTS;
    private static final int MICROBATCHES = 12;

    private final RunSpec spec;
    private final int number;
    private final List<Hotkey> miners;
    private final float[] weights;
    private final StageCheckpoint published;
    private final Map<Hotkey, Upload> uploads;

    VirtualStage(RunSpec spec, int number, List<Hotkey> miners) {
        this.spec = spec;
        this.number = number;
        this.miners = miners;
        this.weights = Samples.gaussian(ELEMENTS, 0.02, number);
        this.published = initial();
        this.uploads = miners.stream().collect(Collectors.toMap(miner -> miner, this::train));
    }

    private StageCheckpoint initial() {
        var layout = new BlockLayout(ELEMENTS);
        var reader = Samples.state(layout, weights);
        var blocks = IntStream.range(0, BLOCKS)
                .mapToObj(block -> Sha256.hex(read(reader, block)))
                .toList();
        var whole = new StateObject("initial", 0, 0, BLOCKS, 4L * ELEMENTS, Sha256.hex("initial"));
        return new StageCheckpoint(
                spec.run(),
                0,
                number,
                Optional.empty(),
                Origin.INITIAL,
                List.of(new ParameterShape("w", List.of((long) ELEMENTS), true)),
                1,
                0,
                List.of(whole),
                blocks,
                List.of(),
                List.of());
    }

    private static byte[] read(BlockReader reader, int block) {
        try {
            return reader.read(0, block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int number() {
        return number;
    }

    StageCheckpoint published() {
        return published;
    }

    List<Hotkey> miners() {
        return miners;
    }

    BlockReader state() {
        return Samples.state(published.layout(), weights);
    }

    /** What a miner uploads. */
    Upload upload(Hotkey miner) {
        return uploads.get(miner);
    }

    private Upload train(Hotkey miner) {
        var trained = weights.clone();
        var change = Samples.gaussian(ELEMENTS, 0.001, miners.indexOf(miner) + 100L * number);
        for (var i = 0; i < trained.length; i++) {
            trained[i] += change[i];
        }
        var upload = spec.epochs().upload(spec.run(), 0, number, ELEMENTS);
        return Samples.upload(upload, miner, MICROBATCHES, trained);
    }

    List<Finding> inspect(Shard shard, List<Hotkey> uploads) {
        try {
            return new Inspection(state()).inspect(shard, uploads.stream().map(this::upload).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an honest miner says of a shard: the hash of every block, then of the object that they make. */
    List<String> merge(Shard shard, Exclusion exclusion) {
        var object = Sha256.digest();
        try {
            var hashes = new ArrayList<>(new ShardMerge(
                            spec.epochs().merge().aggregation(),
                            published.next(spec.epochs(), spec.training()),
                            exclusion,
                            exclusion.kept().stream()
                                    .map(kept -> upload(kept.hotkey()))
                                    .toList(),
                            state())
                    .merge(shard, (section, block, bytes) -> object.update(bytes)));
            hashes.add(HexFormat.of().formatHex(object.digest()));
            return hashes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The objects of a shard whose result these hashes are. */
    static List<StateObject> objects(ShardState shard, List<String> hashes) {
        var place = shard.work().shard();
        var hash = hashes.getLast();
        return List.of(new StateObject(hash, 0, place.firstBlock(), place.blocks(), 1, hash));
    }

    /** What follows from the shards of a merge. */
    StageCheckpoint next(StageMerge merge, List<ShardState> shards) {
        var next = new NextCheckpoint(published, published.sha256());
        var exclusion = merge.exclusion().orElseThrow();
        if (exclusion.kept().isEmpty()) {
            return next.carriedOver(1, exclusion);
        }
        var objects = shards.stream()
                .flatMap(shard -> objects(shard, shard.work().readable().orElseThrow()).stream())
                .toList();
        return next.merged(merge, spec.epochs().merge().mode(), objects, shards);
    }
}
