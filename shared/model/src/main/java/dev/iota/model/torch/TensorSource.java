package dev.iota.model.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Gives tensors, chunk by chunk: float32, little-endian, row-major. */
@FunctionalInterface
public interface TensorSource {

    /**
     * Fills {@code chunk} with the bytes of the tensor from {@code offset} on.
     *
     * @param shape that the tensor is expected to have
     * @param chunk valid during the call only
     * @throws IOException if there is no such tensor, or it has another shape
     */
    void read(String name, List<Long> shape, long offset, ByteBuffer chunk) throws IOException;
}
