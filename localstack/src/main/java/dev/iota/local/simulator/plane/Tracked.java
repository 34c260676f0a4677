package dev.iota.local.simulator.plane;

import dev.iota.core.microbatch.Microbatch;
import java.util.HashSet;
import java.util.Set;

/** The item of a microbatch that is open. */
final class Tracked {
    Microbatch microbatch;

    /** Until then another transaction has its item. */
    long busyUntil;

    /** Leases whose stored object is not what its producer said. */
    private Set<String> rubbish = Set.of();

    Tracked(Microbatch microbatch) {
        this.microbatch = microbatch;
    }

    boolean isRubbish(String lease) {
        return rubbish.contains(lease);
    }

    void storeRubbish(String lease) {
        if (rubbish.isEmpty()) {
            rubbish = new HashSet<>();
        }
        rubbish.add(lease);
    }
}
