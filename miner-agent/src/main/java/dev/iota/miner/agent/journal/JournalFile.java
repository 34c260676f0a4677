package dev.iota.miner.agent.journal;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Entries of a journal in a file, one after the other. Each is the length of its text, the length of its body, a
 * checksum of the two, text and body, and a checksum of both: big-endian, four bytes each, CRC32C. So an entry that was
 * being written when its process or its machine died is told from one that the disk has lost.
 */
public final class JournalFile implements AutoCloseable {
    private static final int HEAD = 3 * Integer.BYTES;
    private static final int LENGTHS = 2 * Integer.BYTES;
    private static final int MOST_TEXT = 1 << 20;
    private static final int BUFFER = 1 << 16;

    private final DataInputStream in;
    private long left;
    private long good;
    private boolean damaged;

    /** @param length of it in bytes */
    JournalFile(InputStream in, long length) {
        this.left = length;
        this.in = new DataInputStream(in);
    }

    /** An entry and its body. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    public record Line(JournalEntry entry, byte[] body) {}

    static void write(WritableByteChannel file, Line line) throws IOException {
        var text = Json.write(line.entry()).getBytes(StandardCharsets.UTF_8);
        var lengths = ByteBuffer.allocate(LENGTHS).putInt(text.length).putInt(line.body().length);
        put(
                file,
                ByteBuffer.allocate(HEAD + text.length)
                        .put(lengths.array())
                        .putInt(sum(lengths.array()))
                        .put(text)
                        .flip());
        put(file, ByteBuffer.wrap(line.body()));
        put(
                file,
                ByteBuffer.allocate(Integer.BYTES)
                        .putInt(sum(text, line.body()))
                        .flip());
    }

    private static void put(WritableByteChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static int sum(byte[]... parts) {
        var sum = new CRC32C();
        for (var part : parts) {
            sum.update(part);
        }
        return (int) sum.getValue();
    }

    public static JournalFile open(Path file) throws IOException {
        var length = Files.size(file);
        return new JournalFile(new BufferedInputStream(Files.newInputStream(file), BUFFER), length);
    }

    /** The next entry; empty at the end of what can be read. */
    public Optional<Line> next() throws IOException {
        var start = left;
        var line = read();
        if (line.isPresent()) {
            good += start - left;
        }
        return line;
    }

    private Optional<Line> read() throws IOException {
        if (damaged || left < HEAD) {
            return Optional.empty();
        }
        var lengths = take(LENGTHS);
        var sum = in.readInt();
        left -= Integer.BYTES;
        var text = ByteBuffer.wrap(lengths).getInt();
        var body = ByteBuffer.wrap(lengths).getInt(Integer.BYTES);
        if (text == 0 && body == 0 && sum == 0) {
            damaged = !isZero();
            return Optional.empty();
        }
        if (sum != sum(lengths) || text < 1 || text > MOST_TEXT || body < 0) {
            damaged = true;
            return Optional.empty();
        }
        if (left < (long) text + body + Integer.BYTES) {
            left = 0;
            return Optional.empty();
        }
        var words = take(text);
        var bytes = take(body);
        var whole = in.readInt();
        left -= Integer.BYTES;
        if (whole != sum(words, bytes)) {
            damaged = true;
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Line(Json.read(new String(words, StandardCharsets.UTF_8), JournalEntry.class), bytes));
        } catch (MalformedException e) {
            damaged = true; // another version wrote it
            return Optional.empty();
        }
    }

    private byte[] take(int count) throws IOException {
        var bytes = in.readNBytes(count);
        left -= count;
        if (bytes.length < count) {
            throw new IOException("the file became shorter while it was read");
        }
        return bytes;
    }

    /** What a machine that lost its power leaves where the file had grown and nothing was written yet. */
    private boolean isZero() throws IOException {
        for (var next = in.read(); next >= 0; next = in.read()) {
            if (next != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether there is more that cannot be read, and that is not the beginning of one last entry: other entries may
     * have followed.
     */
    boolean isDamaged() {
        return damaged;
    }

    /** Bytes of the entries that were read. */
    long goodBytes() {
        return good;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
