package dev.iota.validator;

/** What was found of a token shard. */
sealed interface ShardVerdict {
    /**
     * Every record is what was declared.
     *
     * @param records their number
     */
    record Sound(int records) implements ShardVerdict {}

    /**
     * Something is not what was declared.
     *
     * @param reason what, beginning with the record if it is one of them
     */
    record Wrong(String reason) implements ShardVerdict {}
}
