package dev.iota.miner.agent;

import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.disk.Residual;
import dev.iota.miner.agent.epoch.Collector;
import dev.iota.miner.agent.epoch.EpochStart;
import dev.iota.miner.agent.epoch.StateLoader;
import dev.iota.miner.agent.epoch.UploadSender;
import dev.iota.miner.agent.merge.RoundPlanCache;
import dev.iota.miner.agent.merge.ShardWorker;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a miner needs where an epoch ends and the next begins.
 *
 * @param said sends an event and does not wait for it
 */
record EpochParts(
        EpochFolders folders,
        StateLoader loader,
        EpochStart start,
        Collector collector,
        ShardWorker duties,
        EpochTraffic traffic,
        Consumer<Event> said) {

    /** @param folder of the run in the miner's home */
    static EpochParts of(
            MinerContext context,
            Membership membership,
            Links links,
            StageEngine engine,
            DeviceQueue desk,
            Path folder) {
        var hotkey = membership.hotkey();
        var objects = links.objects();
        var folders = new EpochFolders(folder, context.log());
        var traffic = new EpochTraffic(context.meters().merges());
        var plans = new RoundPlanCache(objects, traffic);
        var residual = residual(context, engine, folder);
        var sender = new UploadSender(
                context, membership.registered().session(), membership.client(), objects, traffic, links.events());
        return new EpochParts(
                folders,
                new StateLoader(context, folders, objects, plans, traffic, desk),
                new EpochStart(context, hotkey, engine, folders, residual),
                new Collector(context, hotkey, engine, folders, residual, sender),
                new ShardWorker(context, hotkey, folders, objects, plans, traffic),
                traffic,
                links::say);
    }

    /** An epoch begins from what it was to begin from: the one before is over, and what it took is told. */
    void began(String run, int stage, int epoch) throws IOException {
        said.accept(new Event.MergeMoved(run, epoch - 1, stage, traffic.end(epoch - 1)));
        duties.forgetBefore(epoch);
        folders.removeBefore(epoch);
    }

    private static Optional<Residual> residual(MinerContext context, StageEngine engine, Path folder) {
        var merge = context.spec().epochs().merge();
        return merge.errorFeedback()
                ? Optional.of(new Residual(
                        folder.resolve("stage-" + context.stage()),
                        merge.codec(),
                        new BlockLayout(Collector.elements(engine))))
                : Optional.empty();
    }
}
