package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.identity.Hotkey;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.member.Evictions;
import java.time.Duration;
import java.util.List;

/** Says who takes part in a run: the list of its miners, whom it lets in, and whose place is taken. */
public final class MinerAdmin {
    private final Services services;
    private final Runs runs;
    private final Evictions evictions;

    public MinerAdmin(Services services, Runs runs) {
        this.services = services;
        this.runs = runs;
        this.evictions = new Evictions(services, Dispatcher.of(services));
    }

    /** Every miner that ever registered, with how it treats the work that it is given. */
    public List<MinerRecord> miners() {
        return services.miners().all().sorted(MinerRecord.BY_STAGE).toList();
    }

    /** Whom the run lets in. */
    public AdmissionPolicy admission() {
        return services.runs().admission();
    }

    /** Says whom the run lets in from now on. Who is in stays: see {@link #evict}. */
    public void admit(AdmissionPolicy policy) {
        services.runs().admit(policy);
    }

    /**
     * Evicts a miner, whatever it did.
     *
     * @return false if there is no such miner, it has no place already, or it registered at this moment
     */
    public boolean evict(Hotkey hotkey, Duration time, String reason) {
        return services.miners()
                .get(hotkey)
                .filter(miner -> evictions.evict(
                        runs.current(),
                        miner,
                        miner.conduct().evicted(services.now(), time, "by the operator: " + reason)))
                .isPresent();
    }

    /** Forgives a miner everything: an evicted one may register at once; false if there is no such miner. */
    public boolean reinstate(Hotkey hotkey, String reason) {
        var why = "reinstated by the operator: " + reason;
        if (!services.miners().reinstate(hotkey, why)) {
            return false;
        }
        services.runEvents()
                .happened(RunEvent.of(
                                "reinstated/%s/%d"
                                        .formatted(hotkey, services.now().toEpochMilli()),
                                Kind.MINER_REINSTATED,
                                services.now(),
                                why)
                        .of(hotkey));
        return true;
    }
}
