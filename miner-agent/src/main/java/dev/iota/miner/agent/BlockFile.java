package dev.iota.miner.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Ranges of files, in and out. */
final class BlockFile {
    private BlockFile() {}

    /** @throws EOFException if the file ends before */
    static byte[] read(Path file, long from, int length) throws IOException {
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

    /** Writes at a position of a file that may be longer or shorter. */
    static void write(Path file, long at, byte[] content) throws IOException {
        var bytes = ByteBuffer.wrap(content);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes, at + bytes.position());
            }
        }
    }

    /** A whole file as what a PUT sends; it is opened anew for every attempt. */
    static BodyPublisher body(Path file) throws IOException {
        return part(file, 0, Files.size(file));
    }

    /** A range of a file as what a PUT sends. */
    static BodyPublisher part(Path file, long from, long length) {
        var stream = BodyPublishers.ofInputStream(() -> {
            try {
                return open(file, from, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return BodyPublishers.fromPublisher(stream, length);
    }

    /** A range of a file. */
    static InputStream open(Path file, long from, long length) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(from);
        return new Bounded(Channels.newInputStream(channel), length);
    }

    /** The next so many bytes of a stream. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            var count = in.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
