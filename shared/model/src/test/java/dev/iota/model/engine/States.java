package dev.iota.model.engine;

import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.torch.TensorReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tensors of an engine in memory. */
final class States implements TensorReader {
    private final Map<String, byte[]> tensors = new TreeMap<>();

    /** Weights and moments of a stage. */
    static States of(StageEngine engine) throws IOException {
        var states = new States();
        states.put(engine.state().weights());
        states.put(engine.state().moments());
        return states;
    }

    /** Weights of all stages together, by name. */
    static Map<String, List<Float>> weights(Pipeline pipeline) throws IOException {
        var states = new States();
        for (var stage : pipeline.stages()) {
            states.put(stage.state().weights());
        }
        var floats = new TreeMap<String, List<Float>>();
        states.tensors.keySet().forEach(name -> floats.put(name, states.floats(name)));
        return floats;
    }

    private void put(List<TensorSource> sources) throws IOException {
        for (var source : sources) {
            var bytes = new ByteArrayOutputStream();
            source.content().writeTo(Channels.newChannel(bytes));
            tensors.put(source.info().name(), bytes.toByteArray());
        }
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
        tensors.put(name, bytes.array());
    }

    private ByteBuffer bytes(String name) {
        return ByteBuffer.wrap(tensors.getOrDefault(name, new byte[0]));
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
