package dev.iota.agent.home;

import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.program.Parameter;
import dev.iota.model.torch.TensorReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Float32 tensors in one file, little-endian, one after the other in a known order, without names: as weights are
 * published.
 */
public final class FlatTensors implements TensorReader {
    private final FileChannel file;
    private final Map<String, Long> starts = new HashMap<>();
    private final long bytes;

    /** @param order the tensors, each once */
    public FlatTensors(FileChannel file, List<TensorSource> order) {
        this(file, order, tensor -> tensor.info().name(), tensor -> tensor.info()
                .bytes());
    }

    private <T> FlatTensors(FileChannel file, List<T> order, Function<T, String> name, ToLongFunction<T> length) {
        this.file = file;
        var position = 0L;
        for (var tensor : order) {
            starts.put(name.apply(tensor), position);
            position += length.applyAsLong(tensor);
        }
        this.bytes = position;
    }

    /** The weights of a stage, as its state is published. */
    public static FlatTensors weights(FileChannel file, List<Parameter> parameters) {
        return new FlatTensors(file, parameters, Parameter::name, parameter -> parameter.elements() * Float.BYTES);
    }

    /** Writes tensors behind each other, from where the channel stands. */
    public static void write(List<TensorSource> tensors, WritableByteChannel channel) throws IOException {
        for (var tensor : tensors) {
            tensor.content().writeTo(channel);
        }
    }

    /** @throws IOException if the file has another length than these tensors */
    public FlatTensors requireComplete() throws IOException {
        if (file.size() != bytes) {
            throw new IOException("the file has %d bytes; the stage's tensors have %d".formatted(file.size(), bytes));
        }
        return this;
    }

    @Override
    public void read(String name, List<Long> shape, long offset, ByteBuffer chunk) throws IOException {
        var position = start(name) + offset;
        while (chunk.hasRemaining()) {
            var count = file.read(chunk, position);
            if (count < 0) {
                throw new IOException("the file ends at byte %d, inside %s".formatted(position, name));
            }
            position += count;
        }
    }

    private long start(String name) throws IOException {
        var start = starts.get(name);
        if (start == null) {
            throw new IOException("there is no tensor '%s' in this stage".formatted(name));
        }
        return start;
    }
}
