package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;

/**
 * What is on record about a validator.
 *
 * @param joining what its current registration fixed
 * @param session whom it is known by
 * @param lastSeen when it was last heard of
 * @param tally what it did
 */
public record ValidatorRecord(
        Hotkey hotkey, Joining joining, MinerRecord.Session session, Instant lastSeen, Tally tally) {

    /**
     * What a registration fixes until the next one.
     *
     * @param registration its number
     * @param inbox URL of its inbox
     * @param agent version of its program
     * @param device that computes
     */
    public record Joining(long registration, String inbox, String agent, String device) {}

    /**
     * What a validator did.
     *
     * @param verdicts that counted
     * @param overruled of these, those that others outvoted: one that is overruled often lies, or its bars are wrong
     * @param seconds that it was busy with them, as it says
     */
    public record Tally(long verdicts, long overruled, double seconds) {
        /** Of a validator that comes for the first time. */
        public static final Tally NONE = new Tally(0, 0, 0);
    }
}
