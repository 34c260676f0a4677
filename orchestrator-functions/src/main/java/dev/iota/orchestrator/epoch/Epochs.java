package dev.iota.orchestrator.epoch;

import dev.iota.cloud.table.RunRecord;
import dev.iota.core.epoch.Effect;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.Epoch.Phase;
import dev.iota.core.epoch.EpochFacts;
import dev.iota.core.epoch.EpochTick;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.TickDecision;
import dev.iota.core.epoch.Waiting;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.routing.Feed;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.LiveMiners;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.merge.Checkpoints;
import dev.iota.orchestrator.merge.Stages;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Moves an epoch on: loads the facts of its phase, asks {@link EpochTick}, writes the next state, and performs the
 * effects. It may die after any call and be asked again by anybody: a task of the state machine, an event, a timer, the
 * sweep.
 */
public final class Epochs {
    /** Ticks in a row of one look: two for what is on its way, one for each phase, and some. */
    private static final int TICKS = 10;

    private final Services services;
    private final Runs runs;
    private final Draining draining;
    private final LiveMiners liveMiners;
    private final Stages stages;
    private final StructuredLog structuredLog = new StructuredLog(Epochs.class);
    private Instant lookedAt = Instant.EPOCH;

    private Epochs(Services services, Runs runs, Draining draining, Stages stages) {
        this.services = services;
        this.runs = runs;
        this.draining = draining;
        this.liveMiners = new LiveMiners(services);
        this.stages = stages;
    }

    public static Epochs of(Services services, Runs runs, Dispatcher dispatcher) {
        return new Epochs(
                services, runs, new Draining(services, dispatcher), new Stages(services, new Checkpoints(services)));
    }

    public Stages stages() {
        return stages;
    }

    /** Begins an epoch, or goes on with it in another try. */
    public void begin(int epoch, int attempt) {
        var run = runs.current();
        services.optimistic().until(name(epoch), Options.DEFAULT, () -> {
            var found = services.epochs().epoch(epoch);
            if (found.isPresent() && found.get().attempt() >= attempt) {
                return true;
            }
            return found.isPresent()
                    ? services.epochs().replace(found.get().tried(attempt))
                    : services.epochs().create(Epoch.fresh(epoch, attempt, start(run)));
        });
    }

    private Epoch.Start start(Run run) {
        var now = services.now();
        var secret = new byte[PlanSeed.SECRET];
        services.random().nextBytes(secret);
        var feeds = run.feeds().all();
        return new Epoch.Start(
                now,
                now.plus(run.spec().epochs().target()),
                HexFormat.of().formatHex(secret),
                PlanSeed.commitment(secret),
                feeds.stream().mapToLong(Feed::started).sum(),
                feeds.stream().mapToLong(Feed::redone).sum());
    }

    /** Answers a task of the state machine when a phase is over, which may be now. */
    public void wait(int epoch, Phase phase, String token) {
        services.optimistic().until(name(epoch), Options.DEFAULT, () -> {
            var state = services.epochs().epoch(epoch).orElseThrow();
            var next = state.waitedFor(Optional.of(new Waiting<>(phase, token)));
            return next.equals(state) || services.epochs().replace(next);
        });
        evaluate(epoch);
    }

    /** After a microbatch came to its end: looks at the epoch, but not at every one of many. */
    public void ended() {
        var now = services.now();
        synchronized (this) {
            if (now.isBefore(lookedAt.plus(EpochTick.AGAIN))) {
                return;
            }
            lookedAt = now;
        }
        var run = runs.current();
        services.epochs().epoch(run.epoch()).ifPresent(state -> {
            if (state.phase() == Phase.TRAINING || state.phase() == Phase.DRAINING) {
                evaluate(run.epoch());
                // The last of many comes too soon after another to be looked at, and nothing may come after it.
                var epochTick = new EpochTick(run.spec().epochs());
                perform(run, state, epochTick.lookAt(state, epochTick.lookAfterEnd(state, now), now));
            }
        });
    }

    /** Does what is due for an epoch, and for its stages. */
    public void evaluateAll(int epoch) {
        evaluate(epoch);
        var run = runs.current();
        IntStream.range(0, run.stages()).forEach(stage -> stages.evaluate(run, epoch, stage));
    }

    /** Does what is due for the run's phases of an epoch. */
    public void evaluate(int epoch) {
        var run = runs.current();
        services.optimistic().until(name(epoch), Options.DEFAULT, () -> look(run, epoch));
    }

    /** Ticks until nothing more is due; false if another writer was faster. */
    private boolean look(Run run, int epoch) {
        if (run.isHalted()) {
            return true;
        }
        var epochTick = new EpochTick(run.spec().epochs());
        var takenBack = false;
        for (var tick = 0; tick < TICKS; tick++) {
            var found = services.epochs().epoch(epoch);
            if (found.isEmpty()) {
                return true;
            }
            var state = found.get();
            var decision = epochTick.tick(state, facts(run, state, takenBack), services.now());
            if (decision.next().phase() != state.phase() && hasHalted()) {
                return true;
            }
            if (!perform(run, state, decision)) {
                return false;
            }
            takenBack |= decision.effects().contains(new Effect.TakeBack());
            if (!decision.again()) {
                return true;
            }
        }
        return false;
    }

    /** What is known of the run is a moment old. A phase that begins after it halted would merge what diverged. */
    private boolean hasHalted() {
        return services.runs().get().flatMap(RunRecord::halted).isPresent();
    }

    /** Guards, the one write, the work; false if another writer was faster. */
    private boolean perform(Run run, Epoch state, TickDecision<Epoch> decision) {
        decision.guards().forEach(effect -> perform(run, state, effect));
        var next = decision.next();
        if (!next.equals(state) && !services.epochs().replace(next)) {
            return false;
        }
        if (next.phase() != state.phase()) {
            structuredLog.notable("epoch " + next.phase(), decision.reason(), "epoch", state.epoch());
        }
        decision.work().forEach(effect -> perform(run, state, effect));
        return true;
    }

    private EpochFacts facts(Run run, Epoch epoch, boolean takenBack) {
        return switch (epoch.phase()) {
            case TRAINING -> training(run, epoch);
            case DRAINING ->
                new EpochFacts.Draining(
                        draining.isEnded(run, epoch.epoch()), draining.open(run), onTime(run, epoch), takenBack);
            case MERGING ->
                new EpochFacts.Merging(
                        run.stages(),
                        IntStream.range(0, run.stages())
                                .filter(stage -> services.epochs()
                                        .stage(epoch.epoch(), stage)
                                        .isPresent())
                                .boxed()
                                .collect(Collectors.toSet()));
            case PUBLISHED -> new EpochFacts.Published();
        };
    }

    /** All that is on its way is read for it, and not before it matters. */
    private Optional<Instant> onTime(Run run, Epoch epoch) {
        return services.now().isBefore(new EpochTick(run.spec().epochs()).graceUntil(epoch))
                ? Optional.empty()
                : draining.onTime(run);
    }

    private EpochFacts training(Run run, Epoch epoch) {
        var now = services.now();
        var feeds = run.feeds().all();
        return new EpochFacts.Training(
                feeds.stream().mapToLong(Feed::started).sum(),
                feeds.stream().allMatch(feed -> feed.draw(epoch.epoch(), now).isEmpty())
                        || (run.isHeld() && !run.isPaused()),
                run.isPaused(),
                run.most(),
                IntStream.range(0, run.stages())
                        .mapToObj(stage -> liveMiners.of(run, stage))
                        .map(miners -> new EpochFacts.Staff(
                                miners.size(),
                                miners.stream()
                                        .filter(miner -> miner.epoch() == epoch.epoch())
                                        .map(miner -> (int) miner.backwardsInEpoch())
                                        .toList()))
                        .toList());
    }

    private void perform(Run run, Epoch epoch, Effect effect) {
        switch (effect) {
            case Effect.Answer answer -> services.executions().succeed(answer.token());
            case Effect.LookAt look -> {
                var delay = Duration.between(services.now(), look.at()).plusMillis(1);
                services.timers().arm(new PhaseTimer(epoch.epoch(), Optional.empty()), delay);
            }
            case Effect.EndFeeds end -> draining.endFeeds(run, epoch.epoch());
            case Effect.TakeBack takeBack -> draining.takeBack(run, epoch.epoch());
            case Effect.Collect collect -> collect(run, epoch.epoch(), collect.stage());
            default -> throw new IllegalArgumentException("%s is nothing that an epoch does".formatted(effect));
        }
    }

    private void collect(Run run, int epoch, int stage) {
        var options = run.spec().epochs();
        var now = services.now();
        var blocks = stages.published(epoch, stage).layout().blocks();
        var begun = StageMerge.collecting(epoch, stage, blocks, options.merge().recomputedShare(), now);
        services.epochs().create(begun);
        var until = new EpochTimes(run.spec()).uploadsUntil(begun);
        liveMiners.tell(run, stage, miner -> new Work.Collect(run.spec().run(), epoch, stage, until));
        stages.evaluate(run, epoch, stage);
    }

    /** Takes back everything of an epoch that is on its way; nothing more of it starts. */
    public void takeBack(Run run, int epoch) {
        draining.takeBack(run, epoch);
    }

    /** Sees to it that somebody moves the epoch on: starts its execution, or the next try of one that failed. */
    public void ensureMoved(Run run) {
        var epoch = run.epoch();
        if (run.isHalted()
                || !run.hasEpochsLeft()
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

    private static String name(int epoch) {
        return "epoch %d".formatted(epoch);
    }
}
