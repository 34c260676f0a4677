package dev.iota.model.engine;

import dev.iota.model.torch.TensorSink;
import dev.iota.model.torch.TensorSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tensors of an engine in memory. */
final class States implements TensorSink, TensorSource {
    private final Map<String, ByteArrayOutputStream> tensors = new TreeMap<>();

    /** Weights and moments of a stage. */
    static States of(StageEngine engine) throws IOException {
        var states = new States();
        engine.state().writeWeights(states);
        engine.state().writeMoments(states);
        return states;
    }

    /** Weights of all stages together, by name. */
    static Map<String, List<Float>> weights(Pipeline pipeline) throws IOException {
        var states = new States();
        for (var stage : pipeline.stages()) {
            stage.state().writeWeights(states);
        }
        var floats = new TreeMap<String, List<Float>>();
        states.tensors.keySet().forEach(name -> floats.put(name, states.floats(name)));
        return floats;
    }

    List<Float> floats(String name) {
        var buffer = bytes(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var values = new Float[buffer.remaining()];
        Arrays.setAll(values, buffer::get);
        return List.of(values);
    }

    void put(String name, float... values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        tensors.put(name, new ByteArrayOutputStream());
        tensors.get(name).writeBytes(bytes.array());
    }

    private ByteBuffer bytes(String name) {
        return ByteBuffer.wrap(
                tensors.getOrDefault(name, new ByteArrayOutputStream()).toByteArray());
    }

    @Override
    public void write(String name, List<Long> shape, long offset, ByteBuffer chunk) {
        var bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        tensors.computeIfAbsent(name, _ -> new ByteArrayOutputStream()).writeBytes(bytes);
    }

    @Override
    public void read(String name, List<Long> shape, long offset, ByteBuffer chunk) throws IOException {
        var bytes = bytes(name);
        if (bytes.remaining() < offset + chunk.remaining()) {
            throw new IOException("no tensor %s of shape %s".formatted(name, shape));
        }
        chunk.put(bytes.slice((int) offset, chunk.remaining()));
    }
}
