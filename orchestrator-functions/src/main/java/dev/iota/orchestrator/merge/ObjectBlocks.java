package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.Objects;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.ByteRange;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.UploadSpec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Blocks that lie in objects, read some at a time: whoever asks goes through them in order. */
final class ObjectBlocks implements BlockReader {
    /** Blocks of one read: 4 MiB of float32. */
    private static final int AHEAD = 16;

    private final Objects objects;
    private final Codec codec;
    private final BlockLayout layout;
    private final List<Extent> extents;
    private final Map<Integer, Ahead> ahead = new HashMap<>();

    private record Extent(String key, int section, int firstBlock, int blocks) {
        boolean holds(int wanted, int block) {
            return section == wanted && block >= firstBlock && block < firstBlock + blocks;
        }
    }

    private record Ahead(int firstBlock, int blocks, ByteBuffer bytes) {}

    private ObjectBlocks(Objects objects, Codec codec, BlockLayout layout, List<Extent> extents) {
        this.objects = objects;
        this.codec = codec;
        this.layout = layout;
        this.extents = extents;
    }

    /** Blocks of an upload; whoever reads them checks them. */
    static BlockReader ofUpload(Objects objects, UploadSpec spec, List<StoredObject> stored) {
        var parts = spec.parts();
        var extents = IntStream.range(0, parts.size())
                .mapToObj(i -> {
                    var part = parts.get(i);
                    return new Extent(stored.get(i).key(), part.section(), part.firstBlock(), part.blocks());
                })
                .toList();
        return new ObjectBlocks(objects, spec.codec(), spec.layout(), extents);
    }

    /** Blocks of a published state, checked. */
    static BlockReader ofState(Objects objects, StageCheckpoint checkpoint) {
        var extents = checkpoint.objects().stream().map(ObjectBlocks::extent).toList();
        var blocks = new ObjectBlocks(objects, new Float32Codec(), checkpoint.layout(), extents);
        return (section, block) -> {
            var bytes = blocks.read(section, block);
            if (!Sha256.hex(bytes).equals(checkpoint.hash(section, block))) {
                throw new IllegalStateException("block %d of section %d of the published stage %d is damaged"
                        .formatted(block, section, checkpoint.stage()));
            }
            return bytes;
        };
    }

    private static Extent extent(StateObject object) {
        return new Extent(object.key(), object.section(), object.firstBlock(), object.blocks());
    }

    @Override
    public byte[] read(int section, int block) {
        var read = ahead.get(section);
        if (read == null || block < read.firstBlock() || block >= read.firstBlock() + read.blocks()) {
            read = readAhead(section, block);
            ahead.put(section, read);
        }
        var from = Math.toIntExact(codec.offset(layout, block) - codec.offset(layout, read.firstBlock()));
        var bytes = new byte[codec.bytes(layout.length(block))];
        read.bytes().get(from, bytes);
        return bytes;
    }

    private Ahead readAhead(int section, int block) {
        var extent = extents.stream()
                .filter(e -> e.holds(section, block))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("no object holds block %d of section %d".formatted(block, section)));
        var count = Math.min(AHEAD, extent.firstBlock() + extent.blocks() - block);
        var last = block + count - 1;
        var from = codec.offset(layout, block) - codec.offset(layout, extent.firstBlock());
        var length = codec.offset(layout, last) + codec.bytes(layout.length(last)) - codec.offset(layout, block);
        return new Ahead(block, count, ByteBuffer.wrap(objects.read(extent.key(), new ByteRange(from, length))));
    }
}
