package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.util.List;
import java.util.Optional;

/**
 * Gives free slots of a stage something to do: what waits for the stage, gradients first, and at the head new
 * microbatches from the feeds.
 */
public final class Dispatcher {
    /**
     * Shards that one call looks at; the sweep gets to all of them in time. Where there are more, whoever knows of one
     * slot looks at one of them: in so large a swarm others look at the rest within a second.
     */
    private static final int SHARDS = 4;

    /** Waiting microbatches of a shard that one call takes up. */
    private static final int TAKEN = 25;

    /** Microbatches that one call gives to miners. */
    private static final int MOST = 64;

    /** The same of one call that knows whose slot became free. */
    private static final int REFILLED = 2;

    /**
     * How often feeds are tried while others draw from them. Those others give the slots something to do, so it is no
     * failure to give up, as it would be with {@link dev.iota.orchestrator.context.Optimistic}.
     */
    private static final int TRIES = 10;

    private final Services services;
    private final Candidates candidates;
    private final HopCommitter hopCommitter;
    private final StructuredLog structuredLog = new StructuredLog(Dispatcher.class);

    Dispatcher(Services services, Candidates candidates, HopCommitter hopCommitter) {
        this.services = services;
        this.candidates = candidates;
        this.hopCommitter = hopCommitter;
    }

    /** A dispatcher with everything it needs. */
    public static Dispatcher of(Services services) {
        var candidates = new Candidates(services.miners(), services.clock(), services.random());
        return new Dispatcher(services, candidates, new HopCommitter(services, candidates));
    }

    public HopCommitter hopCommitter() {
        return hopCommitter;
    }

    /** Whether a hop that this miner could not do may be done by another live one that has not refused it. */
    public boolean hasAnother(Run run, Microbatch refused, Hotkey refusing) {
        return run.eligibility().hasAnother(refused, Candidates.asKnown(run, candidates.of(refused.stage())), refusing);
    }

    /** What is on record about a miner of a stage, perhaps as it was a moment ago. */
    public Optional<MinerRecord> known(int stage, Hotkey hotkey) {
        return candidates.known(stage, hotkey);
    }

    /**
     * Does what can be done now for a stage where a slot became free; in a run that halted, nothing. What waits gets
     * it, or a new microbatch, and a second one if the miner has another free slot or one of the head has nothing to
     * do. Whoever gave away more would do so for slots that others fill at this moment.
     *
     * @param freed the miner that has the slot, if it is known
     */
    public void dispatch(Run run, int stage, Optional<Hotkey> freed) {
        dispatch(run, stage, run.microbatches().shards() > SHARDS ? 1 : SHARDS, REFILLED, freed);
    }

    /** Does what can be done for a stage with another look at who is there: something happened to the miners. */
    public void dispatchAfresh(Run run, int stage) {
        candidates.forget(stage);
        dispatch(run, stage, SHARDS, MOST, Optional.empty());
    }

    /** The same for one of them, which has slots that it did not have before. */
    public void dispatchAfresh(Run run, MinerRecord joining) {
        candidates.forget(joining.stage());
        dispatch(run, joining.stage(), SHARDS, MOST, Optional.of(joining.hotkey()));
    }

    private void dispatch(Run run, int stage, int looks, int most, Optional<Hotkey> freed) {
        if (run.isHalted()) {
            return;
        }
        var shards = run.microbatches().shards();
        var first = services.random().nextInt(shards);
        var left = most;
        for (var i = 0; i < Math.min(shards, looks); i++) {
            for (var waiting : run.microbatches().waiting(stage, (first + i) % shards, Math.min(TAKEN, left))) {
                var result = hopCommitter.move(run, HopTransaction.of(waiting, waiting));
                if (result instanceof CommitResult.Nowhere || --left == 0) {
                    return;
                }
            }
        }
        if (stage == 0 && run.hasEpochsLeft() && !run.isHeld()) {
            feed(run, left, freed);
        }
    }

    /**
     * After a microbatch was written as waiting: a slot may have become free since it was decided that there is none.
     */
    public void lookAgain(Run run, Microbatch written) {
        if (written.state() == State.WAITING && !run.isHalted()) {
            candidates.forget(written.stage());
            if (hopCommitter.move(run, HopTransaction.of(written, written)) instanceof CommitResult.Nowhere nowhere) {
                structuredLog.routine(
                        "waiting", nowhere.reason(), "microbatch", written.id(), "stage", written.stage());
            }
        }
    }

    private void feed(Run run, int most, Optional<Hotkey> freed) {
        for (var i = 0; i < most; i++) {
            var next = freed.filter(hotkey ->
                            hasRoom(run, candidates.known(0, hotkey).stream().toList()))
                    .or(() -> idle(run));
            if ((next.isEmpty() && (freed.isPresent() || !hasRoom(run, candidates.of(0)))) || !draw(run, next)) {
                return;
            }
        }
    }

    /** A miner of the head that has nothing to do: nobody will record that a slot of it became free. */
    private Optional<Hotkey> idle(Run run) {
        return candidates.of(0).stream()
                .filter(miner -> miner.inFlight() <= 0 && hasRoom(run, List.of(miner)))
                .map(MinerRecord::hotkey)
                .findAny();
    }

    private boolean hasRoom(Run run, List<MinerRecord> miners) {
        return run.eligibility().startsAnother(run.epoch(), Candidates.asKnown(run, miners));
    }

    /**
     * Starts one microbatch; false if no feed has one, or nobody takes it. Where another draws from a feed at this
     * moment, the next one is as good.
     */
    private boolean draw(Run run, Optional<Hotkey> freed) {
        var shards = run.microbatches().shards();
        var first = services.random().nextInt(shards);
        var stale = 0;
        for (var empty = 0; empty < shards && stale < TRIES; ) {
            var feed = run.feeds().get((first + empty + stale) % shards);
            var drawn = feed.flatMap(found -> found.draw(run.epoch(), services.now()));
            if (drawn.isEmpty()) {
                empty++;
                continue;
            }
            var result = hopCommitter.move(
                    run, HopTransaction.fresh(drawn.get().microbatch(), freed).and(transaction -> run.feeds()
                            .put(transaction, drawn.get().feed())));
            if (!(result instanceof CommitResult.Stale)) {
                return result instanceof CommitResult.To;
            }
            stale++;
        }
        return false;
    }
}
