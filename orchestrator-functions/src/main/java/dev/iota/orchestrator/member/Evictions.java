package dev.iota.orchestrator.member;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.admission.Conduct;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.PositionReturns;

/**
 * Takes the place of a miner: its session ends, its inbox goes with everything in it, and what it was leased goes to
 * others. What dies half way is made up by timers, which take back what is leased to nobody.
 */
public final class Evictions {
    private final Services services;
    private final Takeover takeover;
    private final StructuredLog structuredLog = new StructuredLog(Evictions.class);

    public Evictions(Services services, Dispatcher dispatcher) {
        this.services = services;
        this.takeover = new Takeover(services, dispatcher, new PositionReturns(services));
    }

    /**
     * @param evicted what is on record of it from now on
     * @return false if it registered again, or has no place already
     */
    public boolean evict(Run run, MinerRecord miner, Conduct evicted) {
        if (!services.miners().evict(miner, evicted)) {
            return false;
        }
        structuredLog.notable(
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
        services.runEvents()
                .happened(RunEvent.of(
                                "evicted/%s/%d".formatted(miner.hotkey(), miner.registration()),
                                Kind.MINER_EVICTED,
                                services.now(),
                                evicted.reason())
                        .of(miner.hotkey())
                        .inStage(miner.stage()));
        services.inboxes().delete(miner.inbox());
        takeover.fence(run, miner.hotkey(), miner.registration() + 1);
        return true;
    }
}
