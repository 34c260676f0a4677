package dev.iota.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.iota.core.base.MalformedException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What every decoder of bytes from outside promises: it answers or throws {@link MalformedException}, soon, and in
 * little memory.
 */
public final class Hostile {
    /** Bytes that a decoder may allocate whatever the input: parsers have buffers, presets read their defaults. */
    private static final long ALLOCATED = 4 << 20;
    /** Bytes that it may allocate for each byte of input: trees of nodes are much larger than their text. */
    private static final long ALLOCATED_PER_BYTE = 512;

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Hostile() {}

    /** Fails unless the decoder keeps its promise about the input. */
    public static void decode(byte[] input, Consumer<byte[]> decoder) {
        decode(input, MalformedException.class, decoder);
    }

    /** The same of a decoder that throws something else where it refuses. */
    public static void decode(byte[] input, Class<? extends RuntimeException> refusal, Consumer<byte[]> decoder) {
        decode(input, input.length, refusal, decoder);
    }

    /**
     * The same of a decoder that unpacks, which takes what the unpacked bytes take: a few bytes of an input may stand
     * for many, and that is no fault of the decoder.
     *
     * @param unpacked bytes that it reads in the input
     */
    public static void decode(
            byte[] input, long unpacked, Class<? extends RuntimeException> refusal, Consumer<byte[]> decoder) {
        attempt(input, refusal, decoder); // loads classes, which is not the input's fault
        var allocatedBefore = THREAD.getCurrentThreadAllocatedBytes();
        var timeBefore = THREAD.getCurrentThreadCpuTime();
        attempt(input, refusal, decoder);
        var time = Duration.ofNanos(THREAD.getCurrentThreadCpuTime() - timeBefore);
        var allocated = THREAD.getCurrentThreadAllocatedBytes() - allocatedBefore;
        assertThat(time).isLessThan(LONGEST);
        assertThat(allocated)
                .as("bytes allocated for %d bytes of input", unpacked)
                .isLessThan(ALLOCATED + ALLOCATED_PER_BYTE * Math.max(input.length, unpacked));
    }

    /** As {@link #decode}, of text. */
    public static void read(byte[] input, Consumer<String> reader) {
        decode(input, bytes -> reader.accept(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static void attempt(byte[] input, Class<? extends RuntimeException> refusal, Consumer<byte[]> decoder) {
        try {
            decoder.accept(input);
        } catch (RuntimeException e) {
            if (!refusal.isInstance(e)) {
                throw e;
            }
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
