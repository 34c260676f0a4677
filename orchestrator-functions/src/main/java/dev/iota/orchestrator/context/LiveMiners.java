package dev.iota.orchestrator.context;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.wire.Work;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The miners that answer. */
public final class LiveMiners {
    private final Services services;

    public LiveMiners(Services services) {
        this.services = services;
    }

    /** Those of one stage. */
    public List<MinerRecord> of(Run run, int stage) {
        var earliest = services.now().minus(run.spec().leases().silence());
        return services.miners()
                .staff(stage)
                .filter(miner -> !miner.lastSeen().isBefore(earliest))
                .toList();
    }

    /** Those of all stages. */
    public List<MinerRecord> of(Run run) {
        return IntStream.range(0, run.stages())
                .boxed()
                .flatMap(stage -> of(run, stage).stream())
                .toList();
    }

    /** Tells each of a stage something; whom the message does not reach is told with its next heartbeat. */
    public void tell(Run run, int stage, Function<MinerRecord, Work> work) {
        of(run, stage).forEach(miner -> services.inboxes().send(miner.inbox(), work.apply(miner)));
    }
}
