package dev.iota.research.convergence;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.BlockWriter;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.torch.TensorReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An upload or a published state in memory: sections of a stage's elements, float32, little-endian, one after the
 * other.
 */
final class FlatState implements BlockReader, BlockWriter {
    private final BlockLayout layout;
    private final int sections;
    private final byte[] bytes;

    /** Zeros. */
    FlatState(BlockLayout layout, int sections) {
        this(layout, sections, new byte[size(layout, sections)]);
    }

    private FlatState(BlockLayout layout, int sections, byte[] bytes) {
        this.layout = layout;
        this.sections = sections;
        this.bytes = bytes;
    }

    private static int size(BlockLayout layout, int sections) {
        return Math.toIntExact(sections * layout.elements() * Float.BYTES);
    }

    /** Writes all sections, one after the other. */
    @FunctionalInterface
    interface Source {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /** What a source writes, and zeros in the sections after that. */
    static FlatState of(BlockLayout layout, int sections, Source source) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var channel = Channels.newChannel(out)) {
            source.writeTo(channel);
        }
        return new FlatState(layout, sections, Arrays.copyOf(out.toByteArray(), size(layout, sections)));
    }

    @Override
    public byte[] read(int section, int block) {
        var start = start(section, block);
        return Arrays.copyOfRange(bytes, start, start + layout.length(block) * Float.BYTES);
    }

    @Override
    public void write(int section, int block, byte[] content) {
        System.arraycopy(content, 0, bytes, start(section, block), content.length);
    }

    private int start(int section, int block) {
        return Math.toIntExact((section * layout.elements() + layout.first(block)) * Float.BYTES);
    }

    /** SHA-256 of every block, section by section. */
    List<String> hashes() {
        var hashes = new ArrayList<String>();
        for (var section = 0; section < sections; section++) {
            for (var block = 0; block < layout.blocks(); block++) {
                hashes.add(Sha256.hex(read(section, block)));
            }
        }
        return hashes;
    }

    /** The tensors that it holds, if they are these, in this order. */
    TensorReader tensors(List<TensorSource> order) {
        Map<String, Long> starts = new HashMap<>();
        var position = 0L;
        for (var tensor : order) {
            starts.put(tensor.info().name(), position);
            position += tensor.info().bytes();
        }
        return (name, shape, offset, chunk) -> {
            var start = starts.get(name);
            if (start == null) {
                throw new IOException("there is no tensor '%s' in this stage".formatted(name));
            }
            chunk.put(ByteBuffer.wrap(bytes, Math.toIntExact(start + offset), chunk.remaining()));
        };
    }
}
