package dev.iota.miner.agent;

import dev.iota.core.run.RunSpec;
import dev.iota.miner.agent.compute.JournalReplay;
import dev.iota.miner.agent.compute.Restored;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.snapshot.SnapshotStore;
import dev.iota.miner.agent.snapshot.Snapshots;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.StepLog;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.torch.Torch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine of its own that goes on from the disk of a miner of the only stage of a run. */
final class Replayed implements AutoCloseable {
    private final Logger log = LoggerFactory.getLogger("replayed");
    private final MinerContext context;
    private final StageEngine engine;
    private final Path folder;
    private Instant now = Instant.EPOCH;
    private Duration stride = Duration.ZERO;

    /** @param folder of the run in the miner's home */
    Replayed(RunSpec spec, Path folder) {
        InstantSource clock = () -> now = now.plus(stride);
        var meters = new Meters(new SimpleMeterRegistry(), "replayed", clock);
        this.context = new MinerContext(
                spec, 0, clock, new Random(1), Thread.ofVirtual().factory(), meters, log);
        this.engine = TestRuns.engine(spec);
        this.folder = folder;
    }

    /**
     * @param until more gradients than that are computed again: then an upload is waited for
     * @param step that the clock takes whenever somebody looks at it
     */
    Restored replay(int until, Duration step) throws Exception {
        stride = step;
        var store = new SnapshotStore(folder, log);
        var options = new AgentOptions(
                new AgentOptions.Target(URI.create("http://127.0.0.1:1"), "test"),
                folder,
                1,
                new AgentOptions.Resources("cpu", 1, MemoryLimit.parse("3G"), 0),
                Duration.ZERO,
                false);
        var kept = Kept.read(store, StageWorkerFactory.device(Torch.start("cpu", 1), options))
                .orElseThrow();
        new Snapshots(context, store, engine).load(kept.snapshot());
        var haste = new JournalReplay.Haste() {
            @Override
            public boolean ends() {
                return false;
            }

            @Override
            public boolean uploads() {
                return engine.steps() * 3 + engine.accumulated().size() > until + 3;
            }
        };
        return new JournalReplay(context, engine, new Applied(8), new StepLog(), haste)
                .replay(kept.journal(), kept.snapshot().meta().progress());
    }

    List<Long> accumulated() {
        return engine.accumulated();
    }

    @Override
    public void close() {
        engine.close();
    }
}
