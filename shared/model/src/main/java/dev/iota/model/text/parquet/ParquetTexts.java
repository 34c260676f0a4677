package dev.iota.model.text.parquet;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** The rows of a column, one after the other. */
public final class ParquetTexts implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int DATA = 0;
    private static final int DICTIONARY = 2;
    private static final int DATA_V2 = 3;

    private final ParquetColumn column;
    private final FileChannel channel;
    private InputStream chunk = InputStream.nullInputStream();
    private int codec;
    private int chunks;
    private long leftInChunk;
    private byte[][] dictionary = {};
    private @Nullable PageValues page;
    private long row;
    private byte @Nullable [] text;

    public ParquetTexts(ParquetColumn column) throws IOException {
        this.column = column;
        channel = FileChannel.open(column.file());
    }

    /** Goes on to the next row; false after the last. */
    public boolean next() throws IOException {
        while (page == null || page.left() == 0) {
            if (page != null) {
                page.close();
                page = null;
            }
            if (leftInChunk > 0) {
                page();
            } else if (!chunk()) {
                return false;
            }
        }
        text = page.next();
        leftInChunk--;
        row++;
        return true;
    }

    /** The row that was read last, counted from 1. */
    public long row() {
        return row;
    }

    /** How much of the file was read, between 0 and 1. */
    public double share() {
        return column.rows() == 0 ? 1 : (double) row / column.rows();
    }

    /** What the row says, in UTF-8 if it is text; null if it says nothing. */
    public byte @Nullable [] text() {
        return text;
    }

    private boolean chunk() throws IOException {
        if (chunks == column.chunks().size()) {
            return false;
        }
        var next = column.chunks().get(chunks++);
        channel.position(next.start());
        chunk = new BufferedInputStream(new Part(Channels.newInputStream(channel), next.length()), BUFFER);
        codec = next.codec();
        leftInChunk = next.values();
        dictionary = new byte[0][];
        return true;
    }

    private void page() throws IOException {
        var head = new Thrift(chunk).struct();
        var packed = new Part(chunk, head.small(3));
        var size = head.small(2);
        switch (head.small(1)) {
            case DATA -> page = PageValues.first(packed, codec, size, head.struct(5), column.present(), dictionary);
            case DATA_V2 -> page = PageValues.second(packed, codec, size, head.struct(8), column.present(), dictionary);
            case DICTIONARY -> dictionary = PageValues.dictionary(packed, codec, size, head.struct(7));
            // Indexes and what later versions of the format may have are no values.
            default -> packed.close();
        }
        if (page != null && page.left() > leftInChunk) {
            throw new IOException("it is damaged: a page has more values than its column");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** So many bytes of a stream. What was not read of it is passed over at the end; the stream stays open. */
    static final class Part extends InputStream {
        private final InputStream in;
        private long left;

        Part(InputStream in, long length) {
            this.in = in;
            left = length;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            left--;
            return Thrift.one(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            var read = in.read(target, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException();
            }
            left -= read;
            return read;
        }

        @Override
        public void close() throws IOException {
            in.skipNBytes(left);
            left = 0;
        }
    }
}
