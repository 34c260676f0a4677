package dev.iota.model.text.corpus;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.MalformedInputException;

/** A file that is one text in UTF-8; counts the lines it gives. Anything but UTF-8 is refused. */
final class TextSource extends Reader {
    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final PackedInput input;
    private final CharsetDecoder decoder = StrictUtf8.strict();
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).limit(0);
    private boolean ended;
    private long lines = 1;

    TextSource(PackedInput input) throws IOException {
        this.input = input;
        if (fill() && chars.get(0) == BYTE_ORDER_MARK) {
            chars.position(1);
        }
    }

    /** The line that is being read, counted from 1. */
    long line() {
        return lines;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (!chars.hasRemaining() && !fill()) {
            return -1;
        }
        var count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        for (var i = offset; i < offset + count; i++) {
            if (target[i] == '\n') {
                lines++;
            }
        }
        return count;
    }

    /** What is malformed is told when all before it was taken, so that its line is known. */
    private boolean fill() throws IOException {
        chars.clear();
        while (true) {
            var result = decoder.decode(bytes, chars, ended);
            if (chars.position() > 0 || (ended && result.isUnderflow())) {
                chars.flip();
                return chars.hasRemaining();
            }
            if (result.isError()) {
                throw new MalformedInputException(result.length());
            }
            bytes.compact();
            var read = input.read(bytes.array(), bytes.position(), bytes.remaining());
            ended = read < 0;
            bytes.position(bytes.position() + Math.max(0, read)).flip();
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
