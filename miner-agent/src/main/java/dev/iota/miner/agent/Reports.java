package dev.iota.miner.agent;

import dev.iota.core.api.RegisterResponse;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.routing.Candidate;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.compute.HeldLeases;
import dev.iota.miner.agent.compute.JournalReplay;
import dev.iota.miner.agent.compute.Steps;
import dev.iota.miner.agent.compute.Task;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.link.Heartbeat;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.step.StepLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a miner's heartbeats say, and what is done with the answers. */
final class Reports implements Heartbeat.Reporter, JournalReplay.Haste {
    private final RegisterResponse registered;
    private final int slots;
    private final Links links;
    private final HeldLeases heldLeases;
    private final StepLog stepLog;
    private final DeviceQueue desk;
    private final InstantSource clock;
    private final Meters meters;
    private volatile boolean leaving;
    private volatile boolean askedToUpload;
    private volatile @Nullable Steps steps;
    private volatile @Nullable WorkDispatcher workDispatcher;

    /** @param slots microbatches that the miner can hold */
    Reports(
            MinerContext context,
            RegisterResponse registered,
            int slots,
            Links links,
            HeldLeases heldLeases,
            StepLog stepLog,
            DeviceQueue desk) {
        this.registered = registered;
        this.slots = slots;
        this.links = links;
        this.heldLeases = heldLeases;
        this.stepLog = stepLog;
        this.desk = desk;
        this.clock = context.clock();
        this.meters = context.meters();
    }

    /** From now on it wants no work but the gradients of what it has computed. */
    void leaves() {
        leaving = true;
    }

    @Override
    public boolean ends() {
        return desk.isEnding();
    }

    @Override
    public boolean uploads() {
        return askedToUpload;
    }

    /** The miner is ready: from now on it announces its slots, and takes what it missed. */
    void ready(Steps stepping, WorkDispatcher taking) {
        steps = stepping;
        workDispatcher = taking;
    }

    @Override
    public Map<Long, String> awaiting() {
        var stepping = steps;
        return stepping == null ? Map.of() : stepping.awaiting();
    }

    @Override
    public RenewRequest report(Map<Long, String> awaiting) {
        var stepping = steps;
        return new RenewRequest(
                registered.session(),
                slots(stepping),
                meters.secondsPerHop(),
                meters.secondsBusy(),
                heldLeases.held(),
                awaiting.keySet().stream().toList(),
                stepLog.unconfirmed(),
                stepping == null ? registered.epoch() : stepping.epoch(),
                links.objects().moved(),
                links.queues().expires());
    }

    private int slots(@Nullable Steps stepping) {
        if (stepping == null) {
            return 0;
        }
        return leaving ? Candidate.LEAVING : slots;
    }

    @Override
    public void learned(RenewResponse response, Map<Long, String> gone, Duration patience) {
        response.credentials().ifPresent(links.queues()::renew);
        stepLog.confirmed(response.confirmed());
        if (!gone.isEmpty()) {
            desk.put(new Task.Gone(gone));
        }
        var taking = workDispatcher;
        if (taking != null) {
            response.missed().forEach(taking::take);
        }
        askedToUpload |= response.missed().stream().anyMatch(Work.Collect.class::isInstance);
        desk.look();
        var now = clock.instant();
        stepLog.due(now.minus(patience), now).forEach(links::say);
    }
}
