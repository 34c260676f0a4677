package dev.iota.core.routing;

import dev.iota.core.identity.Hotkey;

/**
 * A miner as the router sees it.
 *
 * @param registration its current registration
 * @param queue what it holds
 * @param slots microbatches it can hold; 0 until it is ready, {@link #LEAVING} at the end
 * @param secondsPerHop measured by the miner
 */
public record Candidate(Hotkey hotkey, long registration, Queue queue, int slots, double secondsPerHop) {

    /**
     * The slots of a miner that leaves: it is given nothing more, but for the gradients of what it has computed. One
     * that is not ready has lost what it had computed.
     */
    public static final int LEAVING = -1;

    /**
     * What a miner holds, as far as is known: a hint that the reaper recounts.
     *
     * @param inFlight microbatches
     * @param ahead of these, the ones whose forward is still to be done
     * @param admits whether the step that it is in has room for one forward more; one of the next step has to wait
     *     until every gradient of this one is back
     */
    public record Queue(int inFlight, int ahead, boolean admits) {
        /** Of a miner that was given nothing yet. */
        public static final Queue EMPTY = new Queue(0, 0, true);
    }

    /** Whether it takes work at all. */
    boolean isReady() {
        return slots > 0;
    }

    /** Whether it still has what it computed, and waits for its gradients. */
    boolean takesGradients() {
        return isReady() || slots == LEAVING;
    }

    /** Whether it has a free slot. */
    public boolean hasRoom() {
        return queue.inFlight() < slots;
    }

    boolean admits() {
        return queue.admits();
    }

    /** Seconds until a hop given now is expected to be done: those of the hops before it, as far as they are there. */
    double expectedWait() {
        return admits() ? seconds(queue.ahead()) : longestWait();
    }

    /** The same if everything that it holds comes first. */
    double longestWait() {
        return seconds(queue.inFlight());
    }

    private double seconds(int before) {
        return (Math.max(before, 0) + 1) * secondsPerHop;
    }
}
