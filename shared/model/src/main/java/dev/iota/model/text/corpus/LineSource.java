package dev.iota.model.text.corpus;

import java.io.IOException;
import java.util.Arrays;

/** The lines of a file, one after the other. A line that is no text does not keep the next one from being read. */
final class LineSource implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    /** Bytes of the longest line; a document of more belongs in a file of its own. */
    private static final int MAX_LINE = 1 << 26;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final PackedInput input;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int limit;
    private byte[] line = new byte[BUFFER];
    private int length;
    private long number;

    LineSource(PackedInput input) {
        this.input = input;
    }

    /** Bytes taken from the file. */
    long bytes() {
        return input.bytes();
    }

    /** The line that was read last, or is being read, counted from 1. */
    long line() {
        return Math.max(1, number);
    }

    /** Goes on to the next line; false after the last. */
    boolean next() throws IOException {
        if (next == limit && !fill()) {
            return false;
        }
        number++;
        length = 0;
        do {
            var from = next;
            while (next < limit && buffer[next] != '\n') {
                next++;
            }
            append(from, next - from);
            if (next < limit) {
                next++;
                break;
            }
        } while (fill());
        return true;
    }

    /**
     * The line without its end. Files that were put together from others have marks of their byte order in the middle.
     *
     * @throws BadDocumentException if it is not UTF-8
     */
    String text() throws BadDocumentException {
        var from = length >= BYTE_ORDER_MARK.length
                        && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)
                ? BYTE_ORDER_MARK.length
                : 0;
        var to = length > from && line[length - 1] == '\r' ? length - 1 : length;
        return StrictUtf8.text(line, from, to - from);
    }

    private void append(int from, int count) throws IOException {
        if (count > MAX_LINE - length) {
            throw new IOException("the line has more than %d bytes".formatted(MAX_LINE));
        }
        if (count > line.length - length) {
            line = Arrays.copyOf(line, Math.clamp(2L * (length + count), 0, MAX_LINE));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    private boolean fill() throws IOException {
        next = 0;
        limit = Math.max(0, input.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
