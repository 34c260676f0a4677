package dev.iota.model.engine;

import java.util.Arrays;

/** What a stage computes from: tokens at the head, what crossed the boundary elsewhere. */
public sealed interface StageInput {

    /** Sequences in it (B). */
    int rows();

    /** Some of its sequences. */
    StageInput rows(int from, int to);

    /**
     * Token ids, row by row.
     *
     * @param rows sequences (B)
     * @param ids rows × columns of them
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    record Tokens(int rows, int[] ids) implements StageInput {
        public Tokens {
            if (rows <= 0 || ids.length == 0 || ids.length % rows != 0) {
                throw new IllegalArgumentException(
                        "%d tokens are no %d rows of one length".formatted(ids.length, rows));
            }
        }

        public int columns() {
            return ids.length / rows;
        }

        /** All but the last token of each row: what a model is shown of B × (T + 1) tokens. */
        public Tokens inputs() {
            return columns(0, columns() - 1);
        }

        /** All but the first token of each row: what a model is to foretell of B × (T + 1) tokens. */
        public Tokens targets() {
            return columns(1, columns());
        }

        @Override
        public Tokens rows(int from, int to) {
            return new Tokens(to - from, Arrays.copyOfRange(ids, from * columns(), to * columns()));
        }

        private Tokens columns(int from, int to) {
            var width = to - from;
            var some = new int[rows * width];
            for (var row = 0; row < rows; row++) {
                System.arraycopy(ids, row * columns() + from, some, row * width, width);
            }
            return new Tokens(rows, some);
        }
    }

    /**
     * The boundary tensor, B × T × b.
     *
     * @param rows sequences (B)
     * @param payload its elements in the wire's precision, little-endian, row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    record Activations(int rows, byte[] payload) implements StageInput {
        @Override
        public Activations rows(int from, int to) {
            var row = payload.length / rows;
            return new Activations(to - from, Arrays.copyOfRange(payload, from * row, to * row));
        }
    }
}
