package dev.iota.core.data;

import static dev.iota.core.base.Require.require;

/**
 * The shape of a record of a token shard: one microbatch.
 *
 * @param vocabulary number of tokens; every token of a record is below it
 * @param sequence inputs of a sequence (T); a row of the record holds one token more, the last target
 * @param sequences rows of the record (B)
 */
public record RecordShape(int vocabulary, int sequence, int sequences) {
    /** Up to this many tokens fit in two bytes each. */
    private static final int NARROW_VOCABULARY = 1 << Short.SIZE;
    /** Bytes of the largest record that is read: far above any microbatch, far below an array's limit. */
    static final int MAX_RECORD_BYTES = 1 << 28;

    public RecordShape {
        require(vocabulary > 1, "vocabulary is %d; it must be at least 2", vocabulary);
        require(
                sequence > 0 && sequence < MAX_RECORD_BYTES,
                "sequence is %d; wanted 1 to %d tokens",
                sequence,
                MAX_RECORD_BYTES - 1);
        require(sequences > 0, "sequences is %d; it must be positive", sequences);
        var bytes = (sequence + 1L) * sequences * tokenBytes(vocabulary);
        require(
                bytes <= MAX_RECORD_BYTES,
                "a record of %d sequences of %d + 1 tokens takes %d bytes; at most %d are read, so make it smaller",
                sequences,
                sequence,
                bytes,
                MAX_RECORD_BYTES);
    }

    /** Bytes of one token: 2 where the vocabulary allows it, else 4. */
    public int tokenBytes() {
        return tokenBytes(vocabulary);
    }

    /** Tokens of a row: T inputs and the last target. */
    public int rowTokens() {
        return sequence + 1;
    }

    /** Tokens of a record: B · (T + 1). */
    public int tokens() {
        return rowTokens() * sequences;
    }

    /** Bytes of a record. */
    public int bytes() {
        return tokens() * tokenBytes();
    }

    private static int tokenBytes(int vocabulary) {
        return vocabulary <= NARROW_VOCABULARY ? Short.BYTES : Integer.BYTES;
    }
}
