package dev.iota.model.text.corpus;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of a file that may be compressed; counts how many of the file were taken. What unpacks to so much more than
 * text does that it was made to fill a disk is given up.
 */
final class PackedInput extends InputStream {
    private static final int BUFFER = 1 << 16;

    /** Text compresses to a third, and logs to a fiftieth; gzip can do 1 032. */
    private static final long MAX_EXPANSION = 200;

    /** Small files may say the same thing as often as they like. */
    private static final long FREE_BYTES = 1 << 26;

    private final Counting packed;
    private final InputStream plain;
    private final boolean compressed;
    private long count;

    /** @param stream closed with this, by the caller if this throws */
    PackedInput(InputStream stream, FileKind.Compression compression) throws IOException {
        packed = new Counting(stream);
        compressed = compression != FileKind.Compression.NONE;
        plain = switch (compression) {
            case NONE -> packed;
            case GZIP -> new GZIPInputStream(packed, BUFFER);
            case ZSTD -> new ZstdInputStreamNoFinalizer(packed);
        };
    }

    /** Bytes taken from the file. */
    long bytes() {
        return packed.count;
    }

    @Override
    public int read() throws IOException {
        var one = plain.read();
        check(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        var read = plain.read(target, offset, length);
        check(Math.max(0, read));
        return read;
    }

    private void check(int more) throws IOException {
        count += more;
        if (compressed && count > FREE_BYTES && count > MAX_EXPANSION * packed.count) {
            throw new IOException(
                    "it unpacks to more than %d times its length, as no text does".formatted(MAX_EXPANSION));
        }
    }

    @Override
    public void close() throws IOException {
        plain.close();
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
