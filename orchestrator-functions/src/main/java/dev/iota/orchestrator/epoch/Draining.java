package dev.iota.orchestrator.epoch;

import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.hop.CommitResult;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.HopTransaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;

/** Brings the microbatches of an epoch to their end: nothing more starts, and what is on its way may be taken back. */
public final class Draining {
    /** Miners whose slots are looked at together. */
    private static final int TOGETHER = 25;

    private final Services services;
    private final Dispatcher dispatcher;
    private final Removal removal;
    private final StructuredLog structuredLog = new StructuredLog(Draining.class);

    public Draining(Services services, Dispatcher dispatcher) {
        this.services = services;
        this.dispatcher = dispatcher;
        this.removal = new Removal(services);
    }

    /** Microbatches that are on their way: exact once the feeds have ended, since nothing starts any more. */
    long open(Run run) {
        return run.feeds().all().stream().mapToLong(Feed::started).sum()
                - run.feeds().feedProgress().ended();
    }

    /** Until when one of them at least is on time. Miners are read only where nothing is by itself. */
    Optional<Instant> onTime(Run run) {
        var times = new EpochTimes(run.spec());
        var now = services.now();
        return run.microbatches()
                .open()
                .flatMap(one -> times.onTimeUntil(one, Instant.EPOCH).stream())
                .max(Comparator.naturalOrder())
                .filter(now::isBefore)
                .or(() -> run.microbatches()
                        .open()
                        .flatMap(one -> times.onTimeUntil(one, lastAccepted(one)).stream())
                        .filter(now::isBefore)
                        .findFirst());
    }

    private Instant lastAccepted(Microbatch microbatch) {
        return microbatch
                .lease()
                .flatMap(lease -> services.miners().get(lease.hotkey()))
                .map(miner -> miner.progress().lastAccepted())
                .orElse(Instant.EPOCH);
    }

    boolean isEnded(Run run, int epoch) {
        return run.feeds().all().stream().allMatch(feed -> feed.ended() >= epoch);
    }

    void endFeeds(Run run, int epoch) {
        run.feeds().all().forEach(feed -> end(run, feed.shard(), epoch));
    }

    private void end(Run run, int shard, int epoch) {
        services.optimistic().until("feed %d".formatted(shard), Options.DEFAULT, () -> {
            var feed = run.feeds().get(shard).orElseThrow();
            return feed.ended() >= epoch || run.feeds().replace(feed.endedFor(epoch));
        });
    }

    /** Takes back everything of an epoch that is on its way; nothing more of it starts. */
    public void takeBack(Run run, int epoch) {
        endFeeds(run, epoch);
        run.microbatches().open().forEach(microbatch -> takeBack(run, microbatch));
        makeUp(run);
    }

    /** Slots of what was taken back before, by a handler that died. */
    private void makeUp(Run run) {
        IntStream.range(0, run.stages())
                .boxed()
                .flatMap(services.miners()::staff)
                .filter(miner -> !miner.held().isEmpty())
                .gather(Gatherers.windowFixed(TOGETHER))
                .forEach(miners -> dispatcher.hopCommitter().slots().makeUp(run, miners));
    }

    /**
     * One that somebody changes in between is found at the next look. The position of one whose gradient was lost has
     * started again already.
     */
    private void takeBack(Run run, Microbatch microbatch) {
        var decision = run.transitions().unfinished(microbatch, services.now());
        var feed = run.feeds().get(run.feeds().shardOf(microbatch.position())).orElseThrow();
        if (!decision.changed()) {
            return;
        }
        var result = dispatcher
                .hopCommitter()
                .move(run, HopTransaction.of(microbatch, decision.next()).and(transaction -> {
                    if (!microbatch.redone()) {
                        run.feeds().put(transaction, feed.withRedo(Feed.Redo.of(microbatch)));
                    }
                    run.feeds().unfinished(transaction, run.feeds().shardOf(microbatch.id()));
                }));
        if (result instanceof CommitResult.To) {
            structuredLog.notable("taken back", decision.reason(), "microbatch", microbatch.id());
            removal.remove(run.works().keys(microbatch));
        }
    }
}
