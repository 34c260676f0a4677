package dev.iota.orchestrator;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.admission.Conduct;

/**
 * Takes the place of a miner: its session ends, its inbox goes with everything in it, and what it was leased goes to others. What dies half
 * way is made up by timers, which take back what is leased to nobody.
 */
final class Evictions {
    private final Services services;
    private final Takeover takeover;
    private final Journal journal = new Journal(Evictions.class);

    Evictions(Services services, Dispatcher dispatcher) {
        this.services = services;
        this.takeover = new Takeover(services, dispatcher, new Restitution(services));
    }

    /**
     * @param evicted what is on record of it from now on
     * @return false if it registered again, or has no place already
     */
    boolean evict(Run run, MinerRecord miner, Conduct evicted) {
        if (!services.miners().evict(miner, evicted)) {
            return false;
        }
        journal.notable(
                "miner evicted",
                evicted.reason(),
                "hotkey",
                miner.hotkey(),
                "stage",
                miner.stage(),
                "until",
                evicted.evictedUntil().orElseThrow(),
                "time",
                evicted.evictions());
        services.inboxes().delete(miner.inbox());
        takeover.fence(run, miner.hotkey(), miner.registration() + 1);
        return true;
    }
}
