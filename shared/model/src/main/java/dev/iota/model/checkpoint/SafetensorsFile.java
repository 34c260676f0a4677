package dev.iota.model.checkpoint;

import dev.iota.core.base.MalformedException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file of any size, open for reading. Its header is checked as a whole when it is opened; of the data
 * only what is asked for is read. For any number of threads.
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;
    private final Map<String, SafetensorsHeader.Place> byName = new LinkedHashMap<>();

    private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header, long dataStart) {
        this.path = path;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
        header.places().forEach(place -> byName.put(place.tensor().name(), place));
    }

    /**
     * @throws MalformedException if the file is not safetensors, is truncated, or holds another element type than
     *     {@link ElementType} has; the message names it
     */
    public static SafetensorsFile open(Path path) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return read(path, channel);
        } catch (MalformedException e) {
            channel.close();
            throw new MalformedException("%s: %s".formatted(path, e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static SafetensorsFile read(Path path, FileChannel channel) throws IOException {
        var size = channel.size();
        if (size < Long.BYTES) {
            throw new MalformedException(
                    "safetensors: the file has %d bytes; its first %d are missing".formatted(size, Long.BYTES));
        }
        var prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, prefix, 0);
        var length = prefix.getLong(0);
        if (length < 0 || length > Math.min(SafetensorsHeader.MAX_BYTES, size - Long.BYTES)) {
            throw new MalformedException(
                    "safetensors: the header is said to have %s bytes; the file has %d, and at most %d are read"
                            .formatted(Long.toUnsignedString(length), size, SafetensorsHeader.MAX_BYTES));
        }
        var json = new byte[(int) length];
        readFully(channel, ByteBuffer.wrap(json), Long.BYTES);
        var dataStart = Long.BYTES + length;
        return new SafetensorsFile(path, channel, SafetensorsHeader.decode(json, size - dataStart), dataStart);
    }

    /** The tensors, in the order of their bytes. */
    public List<TensorInfo> tensors() {
        return header.places().stream().map(SafetensorsHeader.Place::tensor).toList();
    }

    /** The free text of the header. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** @throws MalformedException if there is no such tensor */
    public TensorInfo tensor(String name) {
        return place(name).tensor();
    }

    /**
     * Fills a buffer from a tensor: little-endian elements, row-major.
     *
     * @param offset first byte, counted from the begin of the tensor
     * @param into filled from its position to its limit
     * @throws IllegalArgumentException if the tensor has not so many bytes there
     */
    public void read(String name, long offset, ByteBuffer into) throws IOException {
        var place = place(name);
        if (offset < 0 || offset > place.tensor().bytes() - into.remaining()) {
            throw new IllegalArgumentException("tensor %s of %s has %d bytes; %d were asked for at byte %d"
                    .formatted(name, path, place.tensor().bytes(), into.remaining(), offset));
        }
        readFully(channel, into, dataStart + place.offset() + offset);
    }

    /**
     * A whole tensor.
     *
     * @throws MalformedException if it is not {@link ElementType#F32}, or longer than an array
     */
    public float[] floats(String name) throws IOException {
        var tensor = tensor(name);
        if (tensor.type() != ElementType.F32 || tensor.elements() > Integer.MAX_VALUE - Long.BYTES) {
            throw new MalformedException("%s: tensor %s has %d elements of type %s; wanted F32 that fit in an array"
                    .formatted(path, name, tensor.elements(), tensor.type()));
        }
        var floats = new float[(int) tensor.elements()];
        var chunk =
                ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (var done = 0; done < floats.length; ) {
            var count = Math.min(chunk.capacity() / Float.BYTES, floats.length - done);
            read(name, (long) done * Float.BYTES, chunk.clear().limit(count * Float.BYTES));
            chunk.flip().asFloatBuffer().get(floats, done, count);
            done += count;
        }
        return floats;
    }

    private SafetensorsHeader.Place place(String name) {
        var place = byName.get(name);
        if (place == null) {
            throw new MalformedException("%s: it has no tensor %s among its %d".formatted(path, name, byName.size()));
        }
        return place;
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        var next = position;
        while (into.hasRemaining()) {
            var read = channel.read(into, next);
            if (read < 0) {
                throw new EOFException("the file ends at byte %d while it is read".formatted(next));
            }
            next += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
