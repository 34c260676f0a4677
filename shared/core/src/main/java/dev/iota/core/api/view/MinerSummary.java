package dev.iota.core.api.view;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.Optional;

/**
 * A miner in a list.
 *
 * @param state whether it takes work
 * @param stage that it holds
 * @param registration counts the registrations of the run
 * @param lastSeenAt when it was last heard of
 * @param slots microbatches that it can hold
 * @param slotsInUse that it holds
 * @param forwardsAccepted so far
 * @param backwardsAccepted so far
 * @param secondsPerHop as it measured
 * @param version of its program, as it says
 * @param device that computes, as it says
 */
public record MinerSummary(
        Hotkey hotkey,
        State state,
        int stage,
        long registration,
        Instant lastSeenAt,
        int slots,
        int slotsInUse,
        long forwardsAccepted,
        long backwardsAccepted,
        double secondsPerHop,
        String version,
        String device,
        Optional<Instant> evictedUntil) {

    /** Whether a miner takes work. */
    public enum State {
        /** It takes work. */
        READY,
        /** It answers, and takes no work: it loads, merges, or drains. */
        NOT_READY,
        /** It was not heard of for too long. */
        SILENT,
        /** It lost its place. */
        EVICTED
    }
}
