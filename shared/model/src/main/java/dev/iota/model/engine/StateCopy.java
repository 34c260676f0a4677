package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import dev.iota.model.torch.HostCopy;
import dev.iota.model.torch.Torch;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Tensors of a stage as they are at one moment, written by another thread while the engine goes on. They are copied
 * part by part. Before a tensor changes the engine {@link #settle settles}: what is not copied yet is copied into host
 * memory, from where the other thread goes on. So the engine waits for memory and not for a disk, unless more than
 * {@link #ROOM} is left then.
 */
public final class StateCopy {
    /** Bytes that wait in host memory at most, and one part. */
    static final long ROOM = 1L << 30;

    /** Elements of one part, 4 MiB: whoever has to wait for a copy waits for a millisecond. */
    private static final long PART = 1L << 20;

    private final List<PtNDArray> tensors;
    private final List<Long> sizes;
    private final long room;
    private final Deque<PtNDArray> settled = new ArrayDeque<>();
    private long settledBytes;
    private int tensor;
    private long element;
    private int written;
    private boolean closed;

    /** @param room bytes that wait in host memory at most */
    StateCopy(List<PtNDArray> tensors, long room) {
        this.tensors = List.copyOf(tensors);
        this.sizes = tensors.stream().map(PtNDArray::size).toList();
        this.room = room;
    }

    /**
     * Writes the tensors that come next, float32, little-endian. One thread calls it, any one.
     *
     * @param count of tensors
     * @throws StateGoneException if the engine was closed
     * @throws IOException of the channel; the copy is given up
     */
    public void write(int count, WritableByteChannel channel) throws IOException {
        Torch.enter();
        try {
            for (var end = written + count; written < end; written++) {
                for (var left = sizes.get(written); left > 0; ) {
                    try (var part = next()) {
                        left -= part.size();
                        HostCopy.write(part, channel);
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            giveUp();
            throw e;
        }
    }

    private synchronized PtNDArray next() throws StateGoneException {
        if (closed) {
            throw new StateGoneException();
        }
        var part = settled.poll();
        if (part == null) {
            return copy();
        }
        settledBytes -= bytes(part);
        notifyAll();
        return part;
    }

    /** The part that nobody has copied yet. */
    private PtNDArray copy() {
        var end = Math.min(sizes.get(tensor), element + PART);
        var part = HostCopy.part(tensors.get(tensor), element, end);
        element = end;
        if (end == sizes.get(tensor)) {
            tensor++;
            element = 0;
        }
        return part;
    }

    /** Before a tensor changes: what is not copied yet is copied now. The engine's thread calls it. */
    synchronized void settle() {
        var interrupted = false;
        while (!closed && tensor < tensors.size()) {
            if (settledBytes < room) {
                var part = copy();
                settled.add(part);
                settledBytes += bytes(part);
            } else {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true; // a state in which tensors of two moments stand is worse
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nobody will write it: no step waits for it any more, and when it returns no tensor is touched any more. */
    public synchronized void giveUp() {
        closed = true;
        settled.forEach(PtNDArray::close);
        settled.clear();
        notifyAll();
    }

    private static long bytes(PtNDArray part) {
        return part.size() * Float.BYTES;
    }
}
