package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.iota.core.run.ModelSpec;
import dev.iota.model.torch.HostCopy;
import java.util.function.DoubleUnaryOperator;

/**
 * Cosines and sines of the rotary embedding for the positions of a sequence, T × 1 × head width. Angles are computed in
 * float64. The first half of the sines is negated: rotate-half then is a swap of halves.
 */
final class RopeTable implements AutoCloseable {
    private final PtNDArray cos;
    private final PtNDArray sin;

    RopeTable(PtNDManager manager, ModelSpec model, int positions, DataType type) {
        cos = table(manager, model, positions, type, Math::cos, 1);
        sin = table(manager, model, positions, type, Math::sin, -1);
    }

    private static PtNDArray table(
            PtNDManager manager,
            ModelSpec model,
            int positions,
            DataType type,
            DoubleUnaryOperator function,
            int signOfFirstHalf) {
        var width = model.headWidth();
        var half = width / 2;
        return HostCopy.tensor(manager, new Shape(positions, 1, width), type, buffer -> {
            for (var position = 0; position < positions; position++) {
                for (var channel = 0; channel < width; channel++) {
                    var angle = position * model.rope().frequency(channel % half, width);
                    var value = function.applyAsDouble(angle) * (channel < half ? signOfFirstHalf : 1);
                    if (type == DataType.FLOAT64) {
                        buffer.putDouble(value);
                    } else {
                        buffer.putFloat((float) value);
                    }
                }
            }
        });
    }

    /** The first {@code positions} cosines; the caller closes them. */
    PtNDArray cos(int positions) {
        return JniUtils.slice(cos, 0, 0, positions, 1);
    }

    /** The first {@code positions} sines; the caller closes them. */
    PtNDArray sin(int positions) {
        return JniUtils.slice(sin, 0, 0, positions, 1);
    }

    @Override
    public void close() {
        cos.close();
        sin.close();
    }
}
