package dev.iota.research.zoo;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.torch.TensorReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Weights of a stage in memory.
 *
 * @param tensors float32, little-endian, by name
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
public record Weights(Map<String, byte[]> tensors) {
    private static final int INT4_LEVELS = 7;

    /** As they are now. */
    static Weights of(StageEngine engine) throws IOException {
        var tensors = new HashMap<String, byte[]>();
        for (var tensor : engine.state().weights()) {
            tensors.put(tensor.info().name(), bytes(tensor));
        }
        return new Weights(tensors);
    }

    private static byte[] bytes(TensorSource tensor) throws IOException {
        var elements = tensor.info().shape().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        var all = ByteBuffer.allocate(Math.toIntExact(elements * Float.BYTES));
        tensor.content().writeTo(new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) {
                var length = source.remaining();
                all.put(source);
                return length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
        return all.array();
    }

    static Weights read(String json) {
        return Json.read(json, Weights.class);
    }

    /** For an engine. */
    TensorReader reader() {
        return (name, shape, offset, chunk) -> {
            var tensor = tensors.get(name);
            if (tensor == null) {
                throw new MalformedException("there is no tensor " + name);
            }
            chunk.put(tensor, Math.toIntExact(offset), chunk.remaining());
        };
    }

    /** Without what a block adds: of its weights, those that write to the residual are zero. */
    Weights withoutBlock(int block) {
        var prefix = "model.layers.%d.".formatted(block);
        return mapped((name, values) -> {
            if (name.startsWith(prefix) && (name.contains("o_proj") || name.contains("down_proj"))) {
                Arrays.fill(values, 0);
            }
            return values;
        });
    }

    /** Rounded to four bits, with one scale a tensor. */
    Weights inInt4() {
        return mapped((name, values) -> {
            var largest = 0f;
            for (var value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            var scale = largest / INT4_LEVELS;
            for (var i = 0; i < values.length && scale > 0; i++) {
                values[i] = Math.round(values[i] / scale) * scale;
            }
            return values;
        });
    }

    private Weights mapped(BiFunction<String, float[], float[]> change) {
        var changed = new HashMap<String, byte[]>();
        tensors.forEach((name, bytes) -> changed.put(name, bytes(change.apply(name, floats(bytes)))));
        return new Weights(changed);
    }

    static float[] floats(byte[] bytes) {
        var values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    static byte[] bytes(float[] values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
