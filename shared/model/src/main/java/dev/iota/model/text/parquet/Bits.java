package dev.iota.model.text.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Integers of few bits, as parquet packs them. */
final class Bits {
    /** Values that are packed together. */
    private static final int GROUP = 8;

    private Bits() {}

    /** The bits of a number up to this one. */
    static int width(int largest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    }

    /** Eight numbers from as many bytes as each has bits, lowest first. */
    private static void unpack(InputStream in, int width, long[] group) throws IOException {
        var bytes = in.readNBytes(width);
        if (bytes.length < width) {
            throw new EOFException();
        }
        for (var i = 0; i < GROUP; i++) {
            var number = 0L;
            for (var bit = 0; bit < width; bit++) {
                var at = i * width + bit;
                number |= (long) (bytes[at >>> 3] >>> (at & 7) & 1) << bit;
            }
            group[i] = number;
        }
    }

    /** Runs of equal numbers, and groups of packed ones. */
    static final class Runs {
        private final InputStream in;
        private final int width;
        private final long[] group = new long[GROUP];
        private int inGroup = GROUP;
        private long groups;
        private long repeated;
        private long value;

        Runs(InputStream in, int width) throws IOException {
            if (width > Integer.SIZE) {
                throw new IOException("it is damaged: numbers of %d bits".formatted(width));
            }
            this.in = in;
            this.width = width;
        }

        int next() throws IOException {
            if (width == 0) {
                return 0;
            }
            while (repeated == 0 && inGroup == GROUP) {
                if (groups > 0) {
                    groups--;
                    unpack(in, width, group);
                    inGroup = 0;
                } else {
                    begin();
                }
            }
            if (repeated > 0) {
                repeated--;
                return (int) value;
            }
            return (int) group[inGroup++];
        }

        private void begin() throws IOException {
            var head = Thrift.unsigned(in);
            if ((head & 1) == 1) {
                groups = head >>> 1;
                return;
            }
            repeated = head >>> 1;
            value = 0;
            for (var shift = 0; shift < width; shift += Byte.SIZE) {
                value |= (long) Thrift.one(in) << shift;
            }
        }
    }

    /**
     * Numbers that are said by their differences (DELTA_BINARY_PACKED).
     *
     * @param most that there may be
     */
    static int[] deltas(InputStream in, int most) throws IOException {
        var block = Thrift.unsigned(in);
        var parts = Thrift.unsigned(in);
        var count = Thrift.unsigned(in);
        var value = Thrift.zigzag(Thrift.unsigned(in));
        if (parts <= 0 || parts > 1 << 16 || block <= 0 || block > 1 << 24 || block % (parts * GROUP) != 0) {
            throw new IOException("it is damaged: differences in blocks of %d in %d parts".formatted(block, parts));
        }
        if (count < 0 || count > most) {
            throw new IOException("it is damaged: %d differences for %d values".formatted(count, most));
        }
        var numbers = new int[(int) count];
        if (count > 0) {
            numbers[0] = (int) value;
        }
        var group = new long[GROUP];
        for (var at = 1; at < count; ) {
            var smallest = Thrift.zigzag(Thrift.unsigned(in));
            var widths = in.readNBytes((int) parts);
            for (var part = 0; part < widths.length && at < count; part++) {
                if (widths[part] < 0 || widths[part] > Long.SIZE) {
                    throw new IOException("it is damaged: differences of %d bits".formatted(widths[part]));
                }
                for (var done = 0L; done < block / parts; done += GROUP) {
                    unpack(in, widths[part], group);
                    for (var i = 0; i < GROUP && at < count; i++) {
                        value += smallest + group[i];
                        numbers[at++] = (int) value;
                    }
                }
            }
            if (widths.length < parts) {
                throw new EOFException();
            }
        }
        return numbers;
    }
}
