package dev.iota.local.simulator.plane;

import dev.iota.core.routing.LeaseTimer;

/** A message of the timer queue. */
sealed interface PlaneTimer {
    /** A lease should have been answered by now. */
    record OfLease(LeaseTimer timer) implements PlaneTimer {}

    /** What earlier processes of a miner had is taken back further. */
    record OfTakeover(int miner, long registration) implements PlaneTimer {}
}
