package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.plan.Shard;
import java.util.List;
import java.util.stream.IntStream;

/** The objects that a shard is stored in. */
public final class ShardObjects {
    /** Bytes of an element of a published state. */
    private static final int ELEMENT = Float.BYTES;

    private ShardObjects() {}

    /** The objects of a shard that miners stored or are to store, one for each section. */
    public static List<StateObject> of(
            String run, ShardState shard, List<String> hashes, StageCheckpoint published) {
        var place = shard.work().shard();
        var sections = hashes.size() / (place.blocks() + 1);
        return IntStream.range(0, sections)
                .mapToObj(section -> {
                    var sha256 = hashes.get(sections * place.blocks() + section);
                    var first = place.firstBlock();
                    return new StateObject(
                            ObjectKeys.state(run, shard.epoch(), shard.stage(), section, first, sha256),
                            section,
                            first,
                            place.blocks(),
                            bytes(published.layout(), place),
                            sha256);
                })
                .toList();
    }

    /** Bytes of a result that a miner stores. */
    static long resultBytes(ShardState shard) {
        return (long) Sha256.BYTES * shard.work().hashes();
    }

    /** Bytes of one section of a shard. */
    private static long bytes(BlockLayout layout, Shard shard) {
        var last = shard.endBlock() - 1;
        return ELEMENT * (layout.first(last) + layout.length(last) - layout.first(shard.firstBlock()));
    }
}
