package dev.iota.model.text.parquet;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** The values of a page, one after the other. */
final class PageValues implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    /** Bytes of the longest text; a document of more belongs in a file of its own. */
    private static final int MOST_BYTES = 1 << 28;

    /** A copy of 64 bytes takes three. */
    private static final long MOST_EXPANSION = 22;

    private static final int PLAIN = 0;
    private static final int PLAIN_DICTIONARY = 2;
    private static final int DELTA_LENGTHS = 6;
    private static final int DELTA_TEXTS = 7;
    private static final int RLE_DICTIONARY = 8;

    private final InputStream packed;
    private final Texts texts;
    private final Bits.@Nullable Runs levels;
    private final int present;
    private int left;

    private PageValues(InputStream packed, Texts texts, Bits.@Nullable Runs levels, int present, int left) {
        this.packed = packed;
        this.texts = texts;
        this.levels = levels;
        this.present = present;
        this.left = left;
    }

    /** The texts of the rows that have one. */
    @FunctionalInterface
    private interface Texts {
        byte[] next() throws IOException;
    }

    /** A page of the format's first version, compressed as a whole. */
    static PageValues first(
            InputStream packed, int codec, int size, Thrift.Struct head, int present, byte[][] dictionary)
            throws IOException {
        var in = unpacked(packed, codec, size);
        var levels = present == 0 ? null : levels(in, fixed(in), present);
        var count = head.small(1);
        return new PageValues(packed, texts(in, head.small(2), count, dictionary), levels, present, count);
    }

    /** A page of the second version, whose levels are not compressed. */
    static PageValues second(
            InputStream packed, int codec, int size, Thrift.Struct head, int present, byte[][] dictionary)
            throws IOException {
        packed.skipNBytes(head.small(6));
        var length = head.small(5);
        var levels = levels(packed, length, present);
        var in = unpacked(packed, head.flag(7, true) ? codec : 0, Math.max(0, size - length - head.small(6)));
        var count = head.small(1);
        return new PageValues(packed, texts(in, head.small(4), count, dictionary), levels, present, count);
    }

    static byte[][] dictionary(InputStream packed, int codec, int size, Thrift.Struct head) throws IOException {
        var in = unpacked(packed, codec, size);
        var values = new ArrayList<byte[]>();
        for (var count = head.small(1); count > 0; count--) {
            values.add(bytes(in, fixed(in)));
        }
        packed.close();
        return values.toArray(byte[][]::new);
    }

    /** Rows still to come. */
    int left() {
        return left;
    }

    /** The text of the next row, or null if it has none. */
    byte @Nullable [] next() throws IOException {
        left--;
        return levels == null || levels.next() == present ? texts.next() : null;
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }

    private static Bits.Runs levels(InputStream in, int length, int present) throws IOException {
        return new Bits.Runs(new ByteArrayInputStream(bytes(in, length)), Bits.width(present));
    }

    private static Texts texts(InputStream in, int encoding, int count, byte[][] dictionary) throws IOException {
        return switch (encoding) {
            case PLAIN -> () -> bytes(in, fixed(in));
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> indexed(in, dictionary);
            case DELTA_LENGTHS -> {
                var lengths = new Numbers(Bits.deltas(in, count));
                yield () -> bytes(in, lengths.next());
            }
            case DELTA_TEXTS -> continued(in, count);
            default -> throw new IOException("it has values in an encoding that is not read, number " + encoding);
        };
    }

    private static Texts indexed(InputStream in, byte[][] dictionary) throws IOException {
        // A page of nulls alone may end here.
        var width = in.read();
        var indices = new Bits.Runs(in, Math.max(0, width));
        return () -> {
            var index = indices.next();
            if (index < 0 || index >= dictionary.length) {
                throw new IOException(
                        "it is damaged: value %d of a dictionary of %d".formatted(index, dictionary.length));
            }
            return dictionary[index];
        };
    }

    /** Each text begins with a part of the one before. */
    private static Texts continued(InputStream in, int count) throws IOException {
        var kept = new Numbers(Bits.deltas(in, count));
        var added = new Numbers(Bits.deltas(in, count));
        return new Texts() {
            private byte[] last = {};

            @Override
            public byte[] next() throws IOException {
                var from = kept.next();
                if (from < 0 || from > last.length) {
                    throw new IOException("it is damaged: a text goes on at %d of %d".formatted(from, last.length));
                }
                var more = bytes(in, added.next());
                var text = new byte[from + more.length];
                System.arraycopy(last, 0, text, 0, from);
                System.arraycopy(more, 0, text, from, more.length);
                last = text;
                return text;
            }
        };
    }

    private static InputStream unpacked(InputStream packed, int codec, int size) throws IOException {
        return switch (codec) {
            case 0 -> packed;
            case 1 -> snappy(packed.readAllBytes(), size);
            case 2 -> new BufferedInputStream(new GZIPInputStream(packed, BUFFER), BUFFER);
            case 6 -> new BufferedInputStream(new ZstdInputStreamNoFinalizer(packed), BUFFER);
            default ->
                throw new IOException(
                        ("it is compressed by a codec that is not read, number %d; write it again with zstd,"
                                        + " snappy, gzip or none")
                                .formatted(codec));
        };
    }

    private static InputStream snappy(byte[] packed, int size) throws IOException {
        if (packed.length == 0) {
            return InputStream.nullInputStream();
        }
        // What is written first says how much follows, and may lie.
        if (Snappy.uncompressedLength(packed) != size || size > MOST_EXPANSION * packed.length) {
            throw new IOException("it is damaged: a page is longer than it says");
        }
        return new ByteArrayInputStream(Snappy.uncompress(packed));
    }

    private static int fixed(InputStream in) throws IOException {
        return Thrift.one(in) | Thrift.one(in) << 8 | Thrift.one(in) << 16 | Thrift.one(in) << 24;
    }

    private static byte[] bytes(InputStream in, int length) throws IOException {
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("it is damaged, or has a text of more than %d bytes".formatted(MOST_BYTES));
        }
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static final class Numbers {
        private final int[] numbers;
        private int next;

        Numbers(int[] numbers) {
            this.numbers = numbers;
        }

        int next() throws IOException {
            if (next == numbers.length) {
                throw new EOFException();
            }
            return numbers[next++];
        }
    }
}
