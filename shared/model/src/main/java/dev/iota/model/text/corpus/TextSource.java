package dev.iota.model.text.corpus;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * UTF-8 text from a stream that may be compressed; counts the bytes it takes and the lines it gives. Anything but UTF-8
 * is refused.
 */
final class TextSource extends Reader {
    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** Characters of the longest line; a document of more belongs in a file of its own. */
    private static final int MAX_LINE = 1 << 26;

    /** Text compresses to a third, and logs to a fiftieth; gzip can do 1 032. */
    private static final long MAX_EXPANSION = 200;

    /** Small files may say the same thing as often as they like. */
    private static final long FREE_BYTES = 1 << 26;

    private final Counting bytes;
    private final Reader reader;
    private final char[] buffer = new char[BUFFER];
    private int next;
    private int limit;
    private long lines;

    /**
     * @param stream closed with this, by the caller if this throws
     * @param compressed whether it is gzip
     */
    TextSource(InputStream stream, boolean compressed) throws IOException {
        bytes = new Counting(stream);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        reader = new InputStreamReader(compressed ? new Expanding(bytes) : bytes, decoder);
        if (fill() && buffer[0] == BYTE_ORDER_MARK) {
            next = 1;
        }
    }

    /** Bytes taken from the stream. */
    long bytes() {
        return bytes.count;
    }

    /** The line that was read last, or is being read, counted from 1. */
    long line() {
        return Math.max(1, lines);
    }

    /** The next line without its end, or null after the last. */
    @Nullable String readLine() throws IOException {
        if (next == limit && !fill()) {
            return null;
        }
        lines++;
        var line = new StringBuilder();
        do {
            var from = next;
            while (next < limit && buffer[next] != '\n') {
                next++;
            }
            line.append(buffer, from, next - from);
            if (line.length() > MAX_LINE) {
                throw new IOException("the line has more than %d characters".formatted(MAX_LINE));
            }
            if (next < limit) {
                next++;
                break;
            }
        } while (fill());
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (next == limit && !fill()) {
            return -1;
        }
        var count = Math.min(length, limit - next);
        System.arraycopy(buffer, next, target, offset, count);
        for (var i = next; i < next + count; i++) {
            if (buffer[i] == '\n') {
                lines++;
            }
        }
        next += count;
        return count;
    }

    private boolean fill() throws IOException {
        next = 0;
        limit = Math.max(0, reader.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** Decompresses, and gives up on what unpacks to so much more than text does that it was made to fill a disk. */
    private static final class Expanding extends FilterInputStream {
        private final Counting packed;
        private long count;

        Expanding(Counting packed) throws IOException {
            super(new GZIPInputStream(packed, BUFFER));
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            var one = super.read();
            return checked(one < 0 ? 0 : 1) == 0 ? -1 : one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            var read = super.read(target, offset, length);
            checked(Math.max(0, read));
            return read;
        }

        private int checked(int more) throws IOException {
            count += more;
            if (count > FREE_BYTES && count > MAX_EXPANSION * packed.count) {
                throw new IOException(
                        "it unpacks to more than %d times its length, as no text does".formatted(MAX_EXPANSION));
            }
            return more;
        }
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            var read = super.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
