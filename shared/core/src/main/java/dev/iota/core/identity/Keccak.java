package dev.iota.core.identity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The permutation Keccak-f[1600] of FIPS 202, section 3: no library at hand offers it by itself. */
final class Keccak {
    /** Bytes of the state. */
    static final int BYTES = 200;

    private static final int SIDE = 5;
    private static final int LANES = SIDE * SIDE;
    /** ι, one for each round. */
    private static final long[] ROUND = {
        0x0000000000000001L, 0x0000000000008082L, 0x800000000000808aL, 0x8000000080008000L,
        0x000000000000808bL, 0x0000000080000001L, 0x8000000080008081L, 0x8000000000008009L,
        0x000000000000008aL, 0x0000000000000088L, 0x0000000080008009L, 0x000000008000000aL,
        0x000000008000808bL, 0x800000000000008bL, 0x8000000000008089L, 0x8000000000008003L,
        0x8000000000008002L, 0x8000000000000080L, 0x000000000000800aL, 0x800000008000000aL,
        0x8000000080008081L, 0x8000000000008080L, 0x0000000080000001L, 0x8000000080008008L
    };
    /** π, as the lane that each lane of the walk moves to; ρ, how far it is rotated. */
    private static final int[] MOVE = {
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
    };

    private static final int[] ROTATE = {
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
    };

    private Keccak() {}

    /** Permutes the {@value #BYTES} bytes in place. */
    static void permute(byte[] state) {
        var bytes = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        var lanes = new long[LANES];
        bytes.get(0, lanes);
        for (var constant : ROUND) {
            theta(lanes);
            rhoAndPi(lanes);
            chi(lanes);
            lanes[0] ^= constant;
        }
        bytes.put(0, lanes);
    }

    private static void theta(long[] lanes) {
        var parity = new long[SIDE];
        for (var i = 0; i < LANES; i++) {
            parity[i % SIDE] ^= lanes[i];
        }
        for (var i = 0; i < LANES; i++) {
            lanes[i] ^= parity[(i + SIDE - 1) % SIDE] ^ Long.rotateLeft(parity[(i + 1) % SIDE], 1);
        }
    }

    private static void rhoAndPi(long[] lanes) {
        var carried = lanes[1];
        for (var i = 0; i < MOVE.length; i++) {
            var next = lanes[MOVE[i]];
            lanes[MOVE[i]] = Long.rotateLeft(carried, ROTATE[i]);
            carried = next;
        }
    }

    private static void chi(long[] lanes) {
        var row = new long[SIDE];
        for (var first = 0; first < LANES; first += SIDE) {
            System.arraycopy(lanes, first, row, 0, SIDE);
            for (var i = 0; i < SIDE; i++) {
                lanes[first + i] ^= ~row[(i + 1) % SIDE] & row[(i + 2) % SIDE];
            }
        }
    }
}
