package dev.iota.model.audit;

import dev.iota.core.audit.Metric;
import dev.iota.core.base.Bf16;
import dev.iota.core.wire.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * How far a vector is from the one that was computed again; each is 0 if they are the same, and at most {@link #MOST}.
 *
 * @param relativeL2 ‖found − replayed‖ / ‖replayed‖
 * @param cosine one less the cosine of the angle between them
 * @param norm one less the ratio of the shorter to the longer
 */
public record Deviation(double relativeL2, double cosine, double norm) {
    /** Stands for what cannot be compared, and for everything beyond. */
    public static final double MOST = 1e6;

    /** Of what is missing, of another shape or not finite where it must not be. */
    public static final Deviation NONE = new Deviation(MOST, 1, 1);

    /** Two payloads in the wire's precision. */
    public static Deviation of(byte[] found, byte[] replayed, Precision wire) {
        return found.length == replayed.length ? of(decode(found, wire), decode(replayed, wire)) : NONE;
    }

    private static FloatBuffer decode(byte[] payload, Precision wire) {
        var in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        return switch (wire) {
            case FLOAT32 -> in.asFloatBuffer();
            case BFLOAT16 -> {
                var floats = FloatBuffer.allocate(payload.length / Bf16.BYTES);
                Bf16.decode(in, floats);
                yield floats;
            }
        };
    }

    /** Two vectors; they are read and stay as they are. */
    public static Deviation of(FloatBuffer found, FloatBuffer replayed) {
        var count = found.limit();
        if (count != replayed.limit()) {
            return NONE;
        }
        var sums = new DeviationSums();
        for (var i = 0; i < count; i++) {
            sums.add(found.get(i), replayed.get(i));
        }
        return sums.deviation();
    }

    /** Two numbers. */
    public static Deviation of(double found, double replayed) {
        var sums = new DeviationSums();
        sums.add(found, replayed);
        return sums.deviation();
    }

    /** The value that bars of {@code metric} are for. */
    public double value(Metric metric) {
        return switch (metric) {
            case RELATIVE_L2 -> relativeL2;
            case COSINE -> cosine;
            case NORM -> norm;
        };
    }
}
