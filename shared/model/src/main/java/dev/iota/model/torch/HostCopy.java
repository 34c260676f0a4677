package dev.iota.model.torch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Bytes into and out of tensors. Java memory is never shared with a tensor: an array made from Java data may outlive it
 * in a kept graph.
 */
public final class HostCopy {
    /** 64 MiB of float32: few calls, little host memory. */
    private static final long CHUNK_ELEMENTS = 1L << 24;

    private HostCopy() {}

    /**
     * A new tensor on the manager's device.
     *
     * @param fill writes the elements into the zeroed buffer, row-major, native byte order
     */
    public static PtNDArray tensor(PtNDManager manager, Shape shape, DataType type, Consumer<ByteBuffer> fill) {
        var host = (PtNDArray) manager.zeros(shape, type, Device.cpu());
        fill.accept(view(host));
        if (manager.getDevice().isGpu()) {
            try (host) {
                return host.toDevice(manager.getDevice(), true);
            }
        }
        return host;
    }

    /** Shows the elements of a tensor, row-major, native byte order; the buffer is valid during the call only. */
    public static void read(PtNDArray tensor, Consumer<ByteBuffer> reader) {
        try (var detached = JniUtils.detachGradient(tensor)) {
            if (detached.getDevice().isGpu()) {
                try (var host = detached.toDevice(Device.cpu(), true)) {
                    reader.accept(view(host));
                }
            } else {
                reader.accept(view(detached));
            }
        }
    }

    /** Writes a float32 tensor, little-endian, in chunks: a Java buffer ends at 2 GiB, tensors do not. */
    public static void write(PtNDArray tensor, WritableByteChannel channel) throws IOException {
        chunks(tensor, (part, offset) -> {
            if (!part.getDevice().isGpu()) {
                writeFully(part, channel);
                return;
            }
            try (var host = part.toDevice(Device.cpu(), true)) {
                writeFully(host, channel);
            }
        });
    }

    /**
     * A copy of some elements of a tensor in host memory. The caller closes it; no manager does.
     *
     * @param from the first one, row-major
     * @param to behind the last one
     */
    public static PtNDArray part(PtNDArray tensor, long from, long to) {
        try (var detached = JniUtils.detachGradient(tensor);
                var flat = JniUtils.reshape(detached, new long[] {tensor.size()});
                var part = JniUtils.slice(flat, 0, from, to, 1)) {
            var copy = part.getDevice().isGpu() ? part.toDevice(Device.cpu(), true) : (PtNDArray) part.duplicate();
            copy.detach();
            return copy;
        }
    }

    private static void writeFully(PtNDArray host, WritableByteChannel channel) throws IOException {
        var bytes = view(host).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Overwrites a float32 tensor with what {@code source} has under a name, in place and in chunks. */
    public static void read(PtNDArray tensor, String name, TensorReader source) throws IOException {
        var shape = Arrays.stream(tensor.getShape().getShape()).boxed().toList();
        chunks(tensor, (part, offset) -> {
            if (!part.getDevice().isGpu()) {
                source.read(name, shape, offset, view(part).order(ByteOrder.LITTLE_ENDIAN));
                return;
            }
            try (var host = part.toDevice(Device.cpu(), true)) {
                source.read(name, shape, offset, view(host).order(ByteOrder.LITTLE_ENDIAN));
                try (var changed = host.toDevice(part.getDevice(), true)) {
                    JniUtils.indexSet(part, changed, new long[] {0}, new long[] {part.size()}, new long[] {1});
                }
            }
        });
    }

    private static void chunks(PtNDArray tensor, ChunkVisitor visitor) throws IOException {
        var total = tensor.size();
        try (var detached = JniUtils.detachGradient(tensor);
                var flat = JniUtils.reshape(detached, new long[] {total})) {
            for (var from = 0L; from < total; from += CHUNK_ELEMENTS) {
                try (var part = JniUtils.slice(flat, 0, from, Math.min(total, from + CHUNK_ELEMENTS), 1)) {
                    visitor.visit(part, from * Float.BYTES);
                }
            }
        }
    }

    @FunctionalInterface
    private interface ChunkVisitor {
        void visit(PtNDArray part, long offset) throws IOException;
    }

    private static ByteBuffer view(PtNDArray host) {
        return host.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }
}
