package dev.iota.model.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Takes tensors, chunk by chunk: float32, little-endian, row-major. Tensors come one behind the other, chunks in order. */
@FunctionalInterface
public interface TensorSink {

    /**
     * @param offset of the chunk in the tensor, in bytes
     * @param chunk valid during the call only
     */
    void write(String name, List<Long> shape, long offset, ByteBuffer chunk) throws IOException;
}
