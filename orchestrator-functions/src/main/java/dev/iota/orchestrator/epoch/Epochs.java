package dev.iota.orchestrator.epoch;

import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.Epoch.Phase;
import dev.iota.core.epoch.PhaseState;
import dev.iota.core.epoch.Quorum;
import dev.iota.core.epoch.QuorumDecision;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.Waiting;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.LiveMiners;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.hop.CommitResult;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.HopTransaction;
import dev.iota.orchestrator.merge.Checkpoints;
import dev.iota.orchestrator.merge.Stages;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Moves an epoch from phase to phase. Every look reads what there is, does what is due, and finds by itself what is
 * left to do, so that it may die after any call and be asked again by anybody: a task of the state machine, an event, a
 * timer, the sweep.
 */
public final class Epochs {
    private static final int TRIES = 20;

    /** Between two looks at whether all microbatches that had to be taken back are. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Services services;
    private final Runs runs;
    private final Dispatcher dispatcher;
    private final LiveMiners liveMiners;
    private final Stages stages;
    private final StructuredLog structuredLog = new StructuredLog(Epochs.class);
    private Instant lookedAt = Instant.EPOCH;

    private Epochs(Services services, Runs runs, Dispatcher dispatcher, Stages stages) {
        this.services = services;
        this.runs = runs;
        this.dispatcher = dispatcher;
        this.liveMiners = new LiveMiners(services);
        this.stages = stages;
    }

    public static Epochs of(Services services, Runs runs, Dispatcher dispatcher) {
        return new Epochs(services, runs, dispatcher, new Stages(services, new Checkpoints(services)));
    }

    public Stages stages() {
        return stages;
    }

    /** Begins an epoch, or goes on with it in another try. */
    public void begin(int epoch, int attempt) {
        var run = runs.current();
        for (var tries = 0; tries < TRIES; tries++) {
            var found = services.epochs().epoch(epoch);
            if (found.isPresent() && found.get().attempt() >= attempt) {
                return;
            }
            if (found.isPresent()
                    ? services.epochs().replace(found.get().tried(attempt))
                    : services.epochs().create(fresh(run, epoch, attempt))) {
                return;
            }
        }
        throw new BusyException("epoch %d".formatted(epoch));
    }

    private Epoch fresh(Run run, int epoch, int attempt) {
        var now = services.now();
        var secret = new byte[PlanSeed.SECRET];
        services.random().nextBytes(secret);
        var feeds = run.feeds().all();
        return Epoch.fresh(
                epoch,
                attempt,
                now,
                now.plus(run.spec().epochs().target()),
                HexFormat.of().formatHex(secret),
                PlanSeed.commitment(secret),
                feeds.stream().mapToLong(Feed::started).sum(),
                feeds.stream().mapToLong(Feed::redone).sum());
    }

    /** Answers a task of the state machine when a phase is over, which may be now. */
    public void wait(int epoch, Phase phase, String token) {
        for (var tries = 0; tries < TRIES; tries++) {
            var item = services.epochs().epoch(epoch).orElseThrow();
            if (services.epochs().replace(item.waitedFor(Optional.of(new Waiting<>(phase, token))))) {
                evaluate(epoch);
                return;
            }
        }
        throw new BusyException("epoch %d".formatted(epoch));
    }

    /** After a microbatch came to its end: looks at the epoch, but not at every one of many. */
    public void ended() {
        var now = services.now();
        synchronized (this) {
            if (now.isBefore(lookedAt.plus(AGAIN))) {
                return;
            }
            lookedAt = now;
        }
        var run = runs.current();
        services.epochs().epoch(run.epoch()).ifPresent(item -> {
            if (item.phase() == Phase.TRAINING || item.phase() == Phase.DRAINING) {
                evaluate(run.epoch());
                // The last of many comes too soon after another to be looked at, and nothing may come after it.
                var again = now.plus(AGAIN);
                var earliest = item.started().plus(run.spec().epochs().shortest());
                arm(item, Optional.of(again.isBefore(earliest) ? earliest : again));
            }
        });
    }

    /** Does what is due for an epoch, and for its stages. */
    void evaluateAll(int epoch) {
        evaluate(epoch);
        var run = runs.current();
        IntStream.range(0, run.stages()).forEach(stage -> stages.evaluate(run, epoch, stage));
    }

    /** Does what is due for the run's phases of an epoch. */
    public void evaluate(int epoch) {
        var run = runs.current();
        for (var tries = 0; tries < TRIES; tries++) {
            var found = services.epochs().epoch(epoch);
            if (found.isEmpty()) {
                return;
            }
            var item = found.get();
            var decision = decide(run, item);
            if (decision.isEmpty() || !decision.get().ends()) {
                answer(item);
                arm(item, decision.flatMap(QuorumDecision::next));
                return;
            }
            var next = item.in(item.phase() == Phase.TRAINING ? Phase.DRAINING : Phase.MERGING, services.now());
            if (services.epochs().replace(next)) {
                structuredLog.notable("epoch " + next.phase(), decision.get().reason(), "epoch", epoch);
            }
        }
        throw new BusyException("epoch %d".formatted(epoch));
    }

    /** Whether its phase ends; empty where that is not decided here. */
    private Optional<QuorumDecision> decide(Run run, Epoch item) {
        return switch (item.phase()) {
            case TRAINING -> Optional.of(training(run, item));
            case DRAINING -> Optional.of(draining(run, item));
            case MERGING -> {
                IntStream.range(0, run.stages()).forEach(stage -> collect(run, item.epoch(), stage));
                yield Optional.empty();
            }
            case PUBLISHED -> Optional.empty();
        };
    }

    /**
     * Training ends for all stages at once: miners of a stage that stopped alone would wait for nothing, and what the
     * others still pass on to it would be taken back.
     */
    private QuorumDecision training(Run run, Epoch item) {
        var now = services.now();
        var feeds = run.feeds().all();
        var started = feeds.stream().mapToLong(Feed::started).sum();
        if (started > item.startedBefore()
                && feeds.stream().allMatch(feed -> feed.draw(item.epoch(), now).isEmpty())) {
            return QuorumDecision.ends("the feeds are closed, or have nothing left");
        }
        var earliest = item.started().plus(run.spec().epochs().shortest());
        if (now.isBefore(earliest)) {
            return QuorumDecision.waits(Optional.of(earliest), "an epoch's training goes on until %s", earliest);
        }
        var options = run.spec().epochs().quorums();
        var all = IntStream.range(0, run.stages())
                .mapToObj(stage -> liveMiners.of(run, stage))
                .map(miners -> new PhaseState.Training(
                        miners.size(),
                        (int) miners.stream()
                                .filter(miner -> miner.epoch() == item.epoch())
                                .filter(miner -> miner.backwardsInEpoch() >= options.minimumBackwards())
                                .count(),
                        item.target()))
                .map(state -> Quorum.decide(now, state, options))
                .toList();
        return all.stream()
                .filter(decision -> !decision.ends())
                // The stage that is looked at last decides when there is a point in looking.
                .max(Comparator.comparing(decision -> decision.next().orElse(Instant.MAX)))
                .orElseGet(() -> all.getLast());
    }

    /** What is on its way is finished; when its time is over it is taken back. */
    private QuorumDecision draining(Run run, Epoch item) {
        run.feeds().all().forEach(feed -> end(run, feed.shard(), item.epoch()));
        var now = services.now();
        var until = item.since().plus(run.spec().epochs().quorums().grace());
        var left = open(run);
        if (left > 0 && !now.isBefore(until)) {
            takeBack(run, item.epoch());
            left = open(run);
        }
        return left == 0
                ? QuorumDecision.ends("no microbatch is on its way")
                : QuorumDecision.waits(
                        Optional.of(now.isBefore(until) ? until : now.plus(AGAIN)),
                        "%d microbatches are on their way",
                        left);
    }

    /** Takes back everything of an epoch that is on its way; nothing more of it starts. */
    public void takeBack(Run run, int epoch) {
        run.feeds().all().forEach(feed -> end(run, feed.shard(), epoch));
        run.microbatches().open().forEach(microbatch -> takeBack(run, microbatch));
    }

    /** Exact, since feeds and progress are read as they are, and nothing starts any more. */
    private static long open(Run run) {
        return run.feeds().all().stream().mapToLong(Feed::started).sum()
                - run.feeds().feedProgress().ended();
    }

    private void end(Run run, int shard, int epoch) {
        for (var tries = 0; tries < TRIES; tries++) {
            var feed = run.feeds().get(shard).orElseThrow();
            if (feed.ended() >= epoch || run.feeds().replace(feed.endedFor(epoch))) {
                return;
            }
        }
        throw new BusyException("feed %d".formatted(shard));
    }

    /** Who changes it in between is found at the next look. */
    private void takeBack(Run run, Microbatch microbatch) {
        var decision = run.transitions().unfinished(microbatch, services.now());
        var feed = run.feeds().get(run.feeds().shardOf(microbatch.position())).orElseThrow();
        if (!decision.changed()) {
            return;
        }
        var commitResult = dispatcher
                .hopCommitter()
                .move(run, HopTransaction.of(microbatch, decision.next()).and(transaction -> {
                    run.feeds().put(transaction, feed.withRedo(microbatch.position()));
                    run.feeds().unfinished(transaction, run.feeds().shardOf(microbatch.id()));
                }));
        if (commitResult instanceof CommitResult.To) {
            structuredLog.notable("taken back", decision.reason(), "microbatch", microbatch.id());
            services.objects().delete(run.works().keys(microbatch));
        }
    }

    private void collect(Run run, int epoch, int stage) {
        if (services.epochs().stage(epoch, stage).isPresent()) {
            return;
        }
        var options = run.spec().epochs();
        var now = services.now();
        var blocks = stages.published(epoch, stage).layout().blocks();
        services.epochs()
                .create(StageMerge.collecting(
                        epoch, stage, blocks, options.merge().recomputedShare(), now));
        var until = now.plus(options.quorums().grace());
        liveMiners.tell(run, stage, miner -> new Work.Collect(run.spec().run(), epoch, stage, until));
        stages.evaluate(run, epoch, stage);
    }

    private void answer(Epoch item) {
        item.waiting()
                .filter(waiting -> item.phase().compareTo(waiting.phase()) > 0)
                .ifPresent(waiting -> {
                    services.executions().succeed(waiting.token());
                    services.epochs().replace(item.waitedFor(Optional.empty()));
                });
    }

    /** One timer, unless one is on its way that comes early enough. */
    private void arm(Epoch item, Optional<Instant> next) {
        var now = services.now();
        next.filter(at -> item.look()
                        .filter(look -> look.isAfter(now) && !look.isAfter(at))
                        .isEmpty())
                .ifPresent(at -> {
                    var delay = Duration.between(now, at).plusMillis(1);
                    services.timers().arm(new PhaseTimer(item.epoch(), Optional.empty()), delay);
                    services.epochs().replace(item.lookedAt(Stages.arrival(now, delay)));
                });
    }

    /** Sees to it that somebody moves the epoch on: starts its execution, or the next try of one that failed. */
    public void ensureMoved(Run run) {
        var epoch = run.epoch();
        if (!run.hasEpochsLeft()
                || services.runs().pointer(epoch).filter(p -> p.isComplete()).isEmpty()) {
            return;
        }
        var attempt = services.epochs().epoch(epoch).map(Epoch::attempt).orElse(1);
        var status = services.executions().status(epoch, attempt);
        if (status.isEmpty()) {
            services.executions().start(epoch, attempt);
        } else if (status.get() != ExecutionStatus.RUNNING && status.get() != ExecutionStatus.SUCCEEDED) {
            structuredLog.wrong(
                    "epoch tried again", "its execution " + status.get(), "epoch", epoch, "try", attempt + 1);
            services.executions().start(epoch, attempt + 1);
        }
        evaluateAll(epoch);
    }
}
