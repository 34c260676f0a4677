package dev.iota.core.merge.plan;

import dev.iota.core.base.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * Draws that are the same on every Java platform and release: the bytes of SHA-256(purpose ‖ seed ‖ counter). The
 * bounded draws of {@link java.util.random.RandomGenerator} are not specified to the bit, so they are made here.
 */
final class HashStream {
    private static final long UINT_RANGE = 1L << Integer.SIZE;

    private final byte[] prefix;
    private ByteBuffer drawn = ByteBuffer.allocate(0);
    private long counter;

    /** @param seed 64 hexadecimal digits */
    HashStream(String purpose, String seed) {
        var name = purpose.getBytes(StandardCharsets.UTF_8);
        var bits = HexFormat.of().parseHex(seed);
        prefix = ByteBuffer.allocate(name.length + bits.length)
                .put(name)
                .put(bits)
                .array();
    }

    /**
     * A number in [0, bound), each equally likely: draws beyond the last whole multiple of the bound are thrown away.
     */
    int below(int bound) {
        var usable = UINT_RANGE - UINT_RANGE % bound;
        long draw;
        do {
            draw = Integer.toUnsignedLong(nextInt());
        } while (draw >= usable);
        return (int) (draw % bound);
    }

    /** Fisher and Yates. */
    void shuffle(List<?> list) {
        for (var i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, below(i + 1));
        }
    }

    private int nextInt() {
        if (!drawn.hasRemaining()) {
            var digest = Sha256.digest();
            digest.update(prefix);
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, counter++));
            drawn = ByteBuffer.wrap(digest.digest());
        }
        return drawn.getInt();
    }
}
