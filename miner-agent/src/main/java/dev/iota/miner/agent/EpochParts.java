package dev.iota.miner.agent;

import dev.iota.core.api.RegisterResponse;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.disk.Residual;
import dev.iota.miner.agent.epoch.Collector;
import dev.iota.miner.agent.epoch.EpochStart;
import dev.iota.miner.agent.epoch.StateLoader;
import dev.iota.miner.agent.link.EventSender;
import dev.iota.miner.agent.link.OrchestratorClient;
import dev.iota.miner.agent.link.PresignedObjects;
import dev.iota.miner.agent.merge.RoundPlanCache;
import dev.iota.miner.agent.merge.ShardWorker;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.miner.agent.metrics.Traffic;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/** What a miner needs where an epoch ends and the next begins. */
record EpochParts(
        EpochFolders folders,
        StateLoader loader,
        EpochStart start,
        Collector collector,
        ShardWorker duties,
        EpochTraffic traffic,
        Consumer<Event> said) {

    /**
     * @param folder of the run in the miner's home
     * @param merges where the bytes of all merges are counted
     * @param said sends an event and does not wait for it
     */
    static EpochParts of(
            RegisterResponse registered,
            Hotkey hotkey,
            StageEngine engine,
            Path folder,
            OrchestratorClient client,
            PresignedObjects presignedObjects,
            Traffic merges,
            EventSender events,
            Consumer<Event> said,
            DeviceQueue desk,
            ThreadFactory threads,
            InstantSource clock,
            RandomGenerator random,
            Logger log) {
        var spec = registered.spec();
        var stage = registered.stage();
        var folders = new EpochFolders(folder, log);
        var traffic = new EpochTraffic(merges);
        var roundPlanCache = new RoundPlanCache(presignedObjects, traffic);
        var residual = residual(spec, stage, engine, folder);
        var collector = new Collector(
                spec,
                stage,
                hotkey,
                registered.session(),
                engine,
                folders,
                residual,
                client,
                presignedObjects,
                traffic,
                events,
                threads,
                clock,
                random,
                log);
        return new EpochParts(
                folders,
                new StateLoader(
                        spec, stage, folders, presignedObjects, roundPlanCache, traffic, desk, threads, clock, log),
                new EpochStart(spec, stage, hotkey, engine, folders, residual),
                collector,
                new ShardWorker(spec, stage, hotkey, folders, presignedObjects, roundPlanCache, traffic, threads),
                traffic,
                said);
    }

    /** An epoch begins from what it was to begin from: the one before is over, and what it took is told. */
    void began(String run, int stage, int epoch) throws IOException {
        said.accept(new Event.MergeMoved(run, epoch - 1, stage, traffic.end(epoch - 1)));
        duties.forgetBefore(epoch);
        folders.removeBefore(epoch);
    }

    private static Optional<Residual> residual(RunSpec spec, int stage, StageEngine engine, Path folder) {
        var merge = spec.epochs().merge();
        return merge.errorFeedback()
                ? Optional.of(new Residual(
                        folder.resolve("stage-" + stage), merge.codec(), new BlockLayout(Collector.elements(engine))))
                : Optional.empty();
    }
}
