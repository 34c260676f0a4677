package dev.iota.model.checkpoint;

import dev.iota.core.base.Sha256;
import dev.iota.model.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Writes safetensors files of any size. Tensors are asked for their bytes one after the other: none needs to be in
 * memory.
 */
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    /**
     * Writes a file, whole or not at all.
     *
     * @param metadata free text
     * @param tensors in any order; their names differ
     * @return the SHA-256 of the file
     * @throws IllegalArgumentException if two tensors have one name
     * @throws IOException if a tensor writes more or less than its shape says, or fails, or the disk does; the file
     *     is then as before
     */
    public static String write(Path file, Map<String, String> metadata, List<TensorSource> tensors) throws IOException {
        // Larger elements first, so that each tensor is aligned.
        var ordered = tensors.stream()
                .sorted(Comparator.comparingInt(
                                (TensorSource t) -> t.info().type().bytes())
                        .reversed())
                .toList();
        var header = SafetensorsHeader.layOut(
                metadata, ordered.stream().map(TensorSource::info).toList());
        var digest = Sha256.digest();
        AtomicFile.write(file, target -> {
            var channel = new Hashed(target, digest);
            var json = header.encode();
            channel.write(ByteBuffer.allocate(Long.BYTES + json.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .put(json)
                    .flip());
            for (var source : ordered) {
                var bounded = new Bounded(channel, source.info());
                source.content().writeTo(bounded);
                bounded.requireFull();
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Writes all of what it is given, and hashes it. */
    private record Hashed(FileChannel channel, MessageDigest digest) {
        void write(ByteBuffer bytes) throws IOException {
            digest.update(bytes.duplicate());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** Lets through what a tensor may write. Writes are never partial. */
    private static final class Bounded implements WritableByteChannel {
        private final Hashed channel;
        private final TensorInfo tensor;
        private long left;

        Bounded(Hashed channel, TensorInfo tensor) {
            this.channel = channel;
            this.tensor = tensor;
            left = tensor.bytes();
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            var count = bytes.remaining();
            if (count > left) {
                throw new IOException("tensor %s of %d bytes wrote %d too many"
                        .formatted(tensor.name(), tensor.bytes(), count - left));
            }
            channel.write(bytes);
            left -= count;
            return count;
        }

        void requireFull() throws IOException {
            if (left > 0) {
                throw new IOException(
                        "tensor %s of %d bytes wrote %d too few".formatted(tensor.name(), tensor.bytes(), left));
            }
        }

        @Override
        public boolean isOpen() {
            return channel.channel().isOpen();
        }

        /** The file goes on after this tensor. */
        @Override
        public void close() {}
    }
}
