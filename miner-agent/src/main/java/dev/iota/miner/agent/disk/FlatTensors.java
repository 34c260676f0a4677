package dev.iota.miner.agent.disk;

import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.torch.TensorReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        this.file = file;
        var position = 0L;
        for (var tensor : order) {
            starts.put(tensor.info().name(), position);
            position += tensor.info().bytes();
        }
        this.bytes = position;
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
