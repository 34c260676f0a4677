package dev.iota.core.data;

/**
 * A seeded permutation of [0, size) that is computed, not stored. A balanced Feistel network permutes the smallest [0,
 * 4^h) that holds the range; a value outside the range is permuted again until it falls inside (cycle walking, Black
 * and Rogaway 2002), which takes less than four tries on average. For shuffling only: nothing is hidden by it. Integer
 * arithmetic alone, so that every Java platform computes the same.
 */
final class Permutation {
    /**
     * Four rounds make a Feistel network hard to tell from a random permutation (Luby and Rackoff 1988); twice that
     * costs nothing.
     */
    private static final int ROUNDS = 8;

    private final long size;
    private final int halfBits;
    private final long[] keys = new long[ROUNDS];

    /**
     * @param size numbers that are permuted, positive and at most 2⁶²
     * @param seed which of the permutations
     * @param pass another permutation of the same seed
     */
    Permutation(long size, long seed, long pass) {
        if (size <= 0 || size > 1L << 62) {
            throw new IllegalArgumentException("a permutation of %d numbers; wanted 1 to 2^62".formatted(size));
        }
        this.size = size;
        var bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
        halfBits = Math.max(1, (bits + 1) / 2);
        var state = Mix.of(Mix.of(seed) + pass);
        for (var round = 0; round < ROUNDS; round++) {
            keys[round] = Mix.of(state + round);
        }
    }

    /** Where {@code index} of [0, size) goes. */
    long at(long index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("%d is not among [0, %d)".formatted(index, size));
        }
        var value = index;
        do {
            value = feistel(value);
        } while (value >= size);
        return value;
    }

    private long feistel(long value) {
        var mask = (1L << halfBits) - 1;
        var left = value >>> halfBits;
        var right = value & mask;
        for (var key : keys) {
            var next = left ^ (Mix.of(right ^ key) & mask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }
}
