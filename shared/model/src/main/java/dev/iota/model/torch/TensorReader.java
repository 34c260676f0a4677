package dev.iota.model.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Where tensors come from, chunk by chunk: float32, little-endian, row-major. */
@FunctionalInterface
public interface TensorReader {

    /**
     * Fills {@code chunk} with the bytes of a tensor.
     *
     * @param shape that the tensor is expected to have
     * @param offset of the chunk in the tensor, in bytes
     * @param chunk valid during the call only
     * @throws IOException if there is no such tensor, or it has another shape
     */
    void read(String name, List<Long> shape, long offset, ByteBuffer chunk) throws IOException;
}
