package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The container of a tensor on the wire: a header of 32 bytes, then the elements, row-major and little-endian.
 *
 * <pre>
 * offset  0  magic "IOTA"
 *         4  version, 1
 *         5  element type: 0 float32, 1 bfloat16
 *         6  rank, 1 to 4
 *         7  zero
 *         8  four dimensions, int32; those beyond the rank are zero
 *        24  payload bytes, int64
 *        32  payload
 * </pre>
 *
 * The reader is told what to expect and accepts nothing else, so a hostile sender can choose the values only.
 */
public final class TensorFormat {
    /** Bytes before the payload. */
    public static final int HEADER = 32;

    private static final byte[] MAGIC = {'I', 'O', 'T', 'A'};
    private static final byte VERSION = 1;
    private static final int MAX_RANK = 4;

    private TensorFormat() {}

    /** Bytes of the whole container. */
    public static long bytes(Precision precision, int... shape) {
        return HEADER + payloadBytes(precision, shape);
    }

    /** A container with the header written and room for the payload; the buffer stands at the payload. */
    public static ByteBuffer allocate(Precision precision, int... shape) {
        var buffer =
                ByteBuffer.allocate(Math.toIntExact(bytes(precision, shape))).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(header(precision, shape));
        return buffer;
    }

    /** The 32 bytes before the payload. */
    public static byte[] header(Precision precision, int... shape) {
        if (shape.length < 1 || shape.length > MAX_RANK || Arrays.stream(shape).anyMatch(d -> d <= 0)) {
            throw new IllegalArgumentException(
                    "shape %s; wanted 1 to 4 positive dimensions".formatted(Arrays.toString(shape)));
        }
        var buffer = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC)
                .put(VERSION)
                .put(precision.code())
                .put((byte) shape.length)
                .put((byte) 0);
        for (var i = 0; i < MAX_RANK; i++) {
            buffer.putInt(i < shape.length ? shape[i] : 0);
        }
        return buffer.putLong(payloadBytes(precision, shape)).array();
    }

    /**
     * The payload of a container that must have this element type and shape; shares the array's memory.
     *
     * @throws MalformedException if anything in the header, or the length, is different
     */
    public static ByteBuffer payload(byte[] container, Precision precision, int... shape) {
        var expected = header(precision, shape);
        if (container.length < HEADER) {
            throw new MalformedException(
                    "a tensor of %d bytes is shorter than its header of %d".formatted(container.length, HEADER));
        }
        if (!Arrays.equals(container, 0, HEADER, expected, 0, HEADER)) {
            throw new MalformedException("tensor header %s; expected %s of shape %s"
                    .formatted(describe(container), precision, Arrays.toString(shape)));
        }
        var wanted = HEADER + payloadBytes(precision, shape);
        if (container.length != wanted) {
            throw new MalformedException(
                    "a tensor of %d bytes; its header says %d".formatted(container.length, wanted));
        }
        return ByteBuffer.wrap(container, HEADER, container.length - HEADER)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long payloadBytes(Precision precision, int... shape) {
        var bytes = (long) precision.bytes();
        for (var dimension : shape) {
            bytes = Math.multiplyExact(bytes, dimension);
        }
        return bytes;
    }

    private static String describe(byte[] container) {
        var buffer = ByteBuffer.wrap(container, 0, HEADER).order(ByteOrder.LITTLE_ENDIAN);
        return "(magic %08x, version %d, type %d, rank %d, dimensions %d×%d×%d×%d, payload %d bytes)"
                .formatted(
                        buffer.getInt(0),
                        buffer.get(4),
                        buffer.get(5),
                        buffer.get(6),
                        buffer.getInt(8),
                        buffer.getInt(12),
                        buffer.getInt(16),
                        buffer.getInt(20),
                        buffer.getLong(24));
    }
}
