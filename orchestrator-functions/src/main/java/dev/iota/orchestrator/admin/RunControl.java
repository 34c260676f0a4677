package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.FeedTable;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.Pointer;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.divergence.Halt;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.epoch.NextCheckpoint;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.epoch.Publication;
import dev.iota.orchestrator.hop.Dispatcher;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Steers a run: opens and closes it, lets it go on from an earlier epoch or for longer, and stops its miners. */
public final class RunControl {
    private final Services services;
    private final Runs runs;
    private final Dispatcher dispatcher;
    private final Epochs epochs;

    public RunControl(Services services, Runs runs) {
        this.services = services;
        this.runs = runs;
        this.dispatcher = Dispatcher.of(services);
        this.epochs = Epochs.of(services, runs, dispatcher);
    }

    /** Lets microbatches start until {@code limit} data positions of the run are taken. */
    public void open(long limit) {
        setFeeds(true, limit);
        dispatcher.dispatchAfresh(runs.current(), 0);
    }

    /** Lets no new microbatch start; the training of the epoch is over then. */
    public void close() {
        var limit = runs.current().feeds().all().stream()
                .mapToLong(Feed::limit)
                .max()
                .orElse(0);
        setFeeds(false, limit);
        epochs.evaluate(runs.current().epoch());
    }

    private void setFeeds(boolean open, long limit) {
        var feeds = runs.current().feeds();
        feeds.all().forEach(feed -> setFeed(feeds, feed.shard(), open, limit));
    }

    private void setFeed(FeedTable feeds, int shard, boolean open, long limit) {
        services.optimistic().until("feed %d".formatted(shard), Options.DEFAULT, () -> {
            var feed = feeds.get(shard).orElseThrow();
            return (feed.open() == open && feed.limit() == limit) || feeds.replace(feed.with(open, limit));
        });
    }

    /**
     * Lets the run go on from what an earlier epoch started from, as a new epoch: what is open of the current one is
     * taken back, and miners load. Nothing of the epochs in between is removed. A run that halted goes on.
     *
     * @return the new epoch
     * @throws IllegalArgumentException if that epoch has no published state
     * @throws IllegalStateException if the run moved on at this moment
     */
    public int rollback(int epoch) {
        return goOnFrom(epoch, UnaryOperator.identity());
    }

    /**
     * Lets the run go on with another learning rate, as a new epoch, from the newest published weights, or from the
     * newest good ones if it halted: what was trained since is given up. Miners learn the rate when they register, so
     * those that are there are told to stop.
     *
     * @param learningRate the peak of the schedule, whose shape stays
     * @return the new epoch
     * @throws dev.iota.core.base.InvalidSpecException if that is no learning rate
     * @throws IllegalStateException if the run moved on at this moment
     */
    public int resume(double learningRate) {
        runs.forget();
        var record = runs.current().record();
        var from = record.halted().map(Halt::from).orElse(record.epoch());
        var next = goOnFrom(from, before -> anew(before).withLearningRate(learningRate));
        stop("the run goes on with a learning rate of %s: start again to take part".formatted(learningRate));
        return next;
    }

    /** With as many epochs to come as there were: the one that is given up counts for none. */
    private static RunRecord anew(RunRecord record) {
        var count = record.spec().epochs().count();
        return count == 0 ? record : record.withEpochs(count + 1);
    }

    private int goOnFrom(int epoch, UnaryOperator<RunRecord> change) {
        var run = runs.current();
        var target = services.runs()
                .pointer(epoch)
                .filter(Pointer::isComplete)
                .orElseThrow(() -> new IllegalArgumentException("epoch %d has no published state".formatted(epoch)));
        epochs.takeBack(run, run.epoch());
        var next = run.epoch() + 1;
        var none = new Exclusion(List.of(), List.of());
        var checkpoints = epochs.stages().checkpoints();
        var carried = IntStream.range(0, run.stages())
                .mapToObj(stage -> new NextCheckpoint(
                                checkpoints.read(target.of(stage)),
                                target.of(stage).sha256())
                        .carriedOver(next, none))
                .map(checkpoints::write)
                .map(Optional::of)
                .toList();
        var transaction = services.transaction();
        var before = services.runs().get().orElseThrow();
        services.runs().flip(transaction, before, change.apply(before).goingOn(), new Pointer(next, carried));
        services.runs().put(transaction, services.runs().vitals().cleared());
        services.epochs().epoch(run.epoch()).ifPresent(item -> services.epochs()
                .replace(transaction, item.published(0, EpochFigures.NONE, List.of(), services.now())));
        if (!transaction.commit().committed()) {
            throw moved();
        }
        services.runEvents()
                .happened(RunEvent.of(
                                "went-back/%d".formatted(next),
                                Kind.RUN_WENT_BACK,
                                services.now(),
                                "the operator let it go on from what epoch %d started from".formatted(epoch))
                        .inEpoch(next));
        runs.forget();
        epochs.evaluate(run.epoch());
        var moved = runs.current();
        new Publication(services, epochs.stages()).load(moved);
        if (moved.hasEpochsLeft()) {
            services.executions().start(next, 1);
        }
        return next;
    }

    /**
     * Lets a run that is cut into epochs have so many, and go on with the next one if it has not come to its end.
     *
     * @throws IllegalArgumentException if the run has no last epoch, or would have none at all
     * @throws IllegalStateException if the run moved on at this moment
     */
    public void extend(int count) {
        var before = services.runs().get().orElseThrow();
        if (before.spec().epochs().count() == 0) {
            throw new IllegalArgumentException("the run has no last epoch: it trains until it is stopped");
        }
        if (count < 1) {
            throw new IllegalArgumentException("a run cannot have %d epochs".formatted(count));
        }
        if (!services.runs().replace(before, before.withEpochs(count))) {
            throw moved();
        }
        services.runEvents().happened(ordered(before, "the run is to have %d epochs".formatted(count), services.now()));
        runs.forget();
        epochs.ensureMoved(runs.current());
    }

    /** What the owner of a run ordered, for those who look at it. */
    static RunEvent ordered(RunRecord run, String reason, Instant now) {
        return RunEvent.of("order/%d".formatted(now.toEpochMilli()), Kind.RUN_ORDERED, now, reason)
                .inEpoch(run.epoch());
    }

    private static IllegalStateException moved() {
        return new IllegalStateException("the run moved on at this moment; look at its status and try again");
    }

    /** Takes back what is on its way of the current epoch, once the run is halted, and gives nothing more of it out. */
    void takeBack() {
        var run = runs.current();
        epochs.takeBack(run, run.epoch());
    }

    /** Sees to it that what the record of the run says by now happens: epochs move on, and slots have work. */
    void moveOn() {
        runs.forget();
        var run = runs.current();
        epochs.ensureMoved(run);
        dispatcher.dispatchAfresh(run, 0);
    }

    /** Tells every active miner to stop. */
    public void stop(String reason) {
        var run = runs.current();
        var work = new Work.Stop(run.spec().run(), run.epoch(), reason);
        services.miners().all().filter(MinerRecord::active).forEach(miner -> services.inboxes()
                .send(miner.inbox(), work));
    }
}
