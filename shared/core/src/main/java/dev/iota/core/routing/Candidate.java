package dev.iota.core.routing;

import dev.iota.core.identity.Hotkey;

/**
 * A miner as the router sees it.
 *
 * @param registration its current registration
 * @param inFlight microbatches it holds, as far as is known: a hint that the reaper recounts
 * @param slots microbatches it can hold; 0 until it is ready
 * @param secondsPerHop measured by the miner
 */
public record Candidate(Hotkey hotkey, long registration, int inFlight, int slots, double secondsPerHop) {

    /** Whether it takes work at all. */
    boolean isReady() {
        return slots > 0;
    }

    boolean hasRoom() {
        return inFlight < slots;
    }

    /** Seconds until a hop given now is expected to be done. */
    double expectedWait() {
        return (Math.max(inFlight, 0) + 1) * secondsPerHop;
    }
}
