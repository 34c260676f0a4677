package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.FeedProgress;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.api.EpochStatus;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.divergence.Halt;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.TrafficState;
import dev.iota.core.routing.Feed;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.util.List;
import java.util.stream.IntStream;

/** How far a run is. It only reads: whoever has a hotkey may ask. */
public final class RunStatus {
    /** Waiting microbatches are counted up to here. */
    private static final int COUNTED = 1000;

    private final Services services;
    private final Runs runs;

    public RunStatus(Services services, Runs runs) {
        this.services = services;
        this.runs = runs;
    }

    /** The run as it was set up. */
    public RunRecord record() {
        return runs.current().record();
    }

    /** Where everything is now. */
    public StatusResponse now() {
        var run = runs.current();
        // What became of microbatches is read first: what starts in between can only make more of them in flight.
        var feedProgress = run.feeds().feedProgress();
        var feeds = run.feeds().all();
        var waiting = IntStream.range(0, run.stages())
                .mapToObj(stage -> waiting(run, stage))
                .toList();
        var miners = services.miners()
                .all()
                .sorted(MinerRecord.BY_STAGE)
                .map(RunStatus::miner)
                .toList();
        return status(run, feedProgress, feeds, waiting, miners);
    }

    private static int waiting(Run run, int stage) {
        return IntStream.range(0, run.microbatches().shards())
                .map(shard -> run.microbatches().countWaiting(stage, shard, COUNTED))
                .sum();
    }

    private StatusResponse status(
            Run run,
            FeedProgress feedProgress,
            List<Feed> feeds,
            List<Integer> waiting,
            List<StatusResponse.Miner> miners) {
        var started = feeds.stream().mapToLong(Feed::started).sum();
        var inFlight = started - feedProgress.ended();
        // A run that is paused goes on; one that was stopped does not.
        var open = (!run.isHeld() || run.isPaused())
                && feeds.stream()
                        .anyMatch(f -> f.draw(run.epoch(), services.now()).isPresent());
        return new StatusResponse(
                run.spec().run(),
                open ? Phase.OPEN : inFlight > 0 ? Phase.DRAINING : Phase.DRAINED,
                run.epoch(),
                feeds.stream().mapToLong(Feed::limit).max().orElse(0),
                started,
                feedProgress.completed(),
                feedProgress.lost(),
                inFlight,
                feeds.stream().mapToLong(Feed::redone).sum(),
                feedProgress.redispatched(),
                feedProgress.meanLoss(),
                feedProgress.lastLoss(),
                waiting,
                miners,
                epochs(),
                run.record().halted().map(Halt::reason),
                run.audits().counts());
    }

    private static StatusResponse.Miner miner(MinerRecord miner) {
        return new StatusResponse.Miner(
                miner.hotkey(),
                miner.stage(),
                miner.active(),
                Math.max(0, miner.slots()),
                miner.inFlight(),
                miner.progress().forwards(),
                miner.progress().backwards(),
                miner.load().secondsPerHop(),
                miner.secondsBusy(),
                miner.progress().hopSeconds(),
                miner.registration(),
                miner.lastSeen(),
                miner.joining().device());
    }

    /** Every epoch that began, from the first on. */
    public List<EpochStatus> epochs() {
        return services.epochs().epochs().stream().map(RunStatus::epoch).toList();
    }

    private static EpochStatus epoch(Epoch item) {
        return new EpochStatus(
                item.epoch(),
                item.phase().name(),
                item.start().at(),
                item.start().commitment(),
                item.outcome().mergeSeconds(),
                item.outcome().redone(),
                item.outcome().figures(),
                item.outcome().carriedOver());
    }

    /** What miners say that they moved for merges, of every epoch that was published. */
    public List<TrafficState> traffic() {
        return services.epochs().traffic();
    }
}
