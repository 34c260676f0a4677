package dev.iota.local.simulator.plane;

/** What happened, counted. */
public final class PlaneCounts {
    long forwards;
    long backwards;
    long completed;
    long redone;
    long lost;
    long leases;
    long redispatched;
    long rescued;
    long conflicts;
    long throttled;
    long busy;
    long recounted;
    long timersArmed;
    long timersThatGuardNothing;
    long registrations;
    long refusals;
    long evictions;
    long noise;
    long epochs;
    long wasted;
    long moves;
    long balanceFound;
    long balanceBest;

    public long hops() {
        return forwards + backwards;
    }

    public long completed() {
        return completed;
    }

    public long redone() {
        return redone;
    }

    /** Microbatches that nobody could do. */
    public long lost() {
        return lost;
    }

    public long leases() {
        return leases;
    }

    /** Hops that were handed out again. */
    public long redispatched() {
        return redispatched;
    }

    /** Transactions that met another one at an item. */
    public long conflicts() {
        return conflicts;
    }

    /** Writes that a key did not take at once. */
    public long throttled() {
        return throttled;
    }

    /** Messages that were given up for another time, since others were faster or keys throttled. */
    public long busy() {
        return busy;
    }

    /** Miners whose slots in use were put right by the sweep. */
    public long recounted() {
        return recounted;
    }

    public long timers() {
        return timersArmed;
    }

    public long registrations() {
        return registrations;
    }

    public long refusals() {
        return refusals;
    }

    public long evictions() {
        return evictions;
    }

    /** Completed microbatches that were given back: nobody's weights contain them. */
    public long wasted() {
        return wasted;
    }

    /** Epochs that were published. */
    public long epochs() {
        return epochs;
    }

    /** Miners that were told to change their stage. */
    public long moves() {
        return moves;
    }

    /** Miners of the stage that has the fewest, as a part of what the best division of all of them would have there. */
    public double balance() {
        return balanceBest == 0 ? 1 : (double) balanceFound / balanceBest;
    }

    /** Events that nobody asked for. */
    public long noise() {
        return noise;
    }
}
