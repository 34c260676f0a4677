package dev.iota.agent.home;

import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.BlockReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Ranges of files, in and out. */
public final class BlockFile {
    private BlockFile() {}

    /** @throws EOFException if the file ends before */
    public static byte[] read(Path file, long from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    throw new EOFException("%s ends before byte %d".formatted(file, from + length));
                }
            }
        }
        return bytes.array();
    }

    /** Blocks of float32 in a file, section after section. */
    public static BlockReader float32(Path file, BlockLayout layout) {
        var codec = new Float32Codec();
        return (section, block) -> read(
                file, section * codec.bytes(layout) + codec.offset(layout, block), codec.bytes(layout.length(block)));
    }

    /** Writes at a position of a file that may be longer or shorter. */
    public static void write(Path file, long at, byte[] content) throws IOException {
        var bytes = ByteBuffer.wrap(content);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes, at + bytes.position());
            }
        }
    }
}
