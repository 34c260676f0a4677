package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.util.Optional;

/**
 * Gives free slots of a stage something to do: what waits for the stage, gradients first, and at the head new
 * microbatches from the feeds.
 */
public final class Dispatcher {
    /** Shards that one call looks at; the sweep gets to all of them in time. */
    private static final int SHARDS = 4;

    /** Waiting microbatches of a shard that one call takes up. */
    private static final int TAKEN = 25;

    /** New microbatches of one call that looks for slots of all miners. */
    private static final int DRAWN = 64;

    /** The same of one call that knows whose slot became free. */
    private static final int REFILLED = 2;

    /**
     * How often a feed is tried while others draw from it. Those others give the slots something to do, so it is no
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
        return candidates.of(stage).stream()
                .filter(miner -> miner.hotkey().equals(hotkey))
                .findFirst()
                .or(() -> services.miners().get(hotkey));
    }

    /**
     * Does what can be done now for a stage where a slot became free; in a run that halted, nothing. One microbatch
     * starts, or two if the miner has two free slots. Whoever started more would do so for slots that others fill at
     * this moment.
     *
     * @param freed the miner that has the slot, if it is known
     */
    public void dispatch(Run run, int stage, Optional<Hotkey> freed) {
        dispatch(run, stage, freed.isPresent() ? REFILLED : 1, freed);
    }

    /** Does what can be done for a stage with another look at who is there: something happened to the miners. */
    public void dispatchAfresh(Run run, int stage) {
        candidates.forget(stage);
        dispatch(run, stage, DRAWN, Optional.empty());
    }

    private void dispatch(Run run, int stage, int drawn, Optional<Hotkey> freed) {
        if (run.isHalted()) {
            return;
        }
        var shards = run.microbatches().shards();
        var first = services.random().nextInt(shards);
        for (var i = 0; i < Math.min(shards, SHARDS); i++) {
            for (var waiting : run.microbatches().waiting(stage, (first + i) % shards, TAKEN)) {
                if (hopCommitter.move(run, HopTransaction.of(waiting, waiting)) instanceof CommitResult.Nowhere) {
                    return;
                }
            }
        }
        if (stage == 0 && run.hasEpochsLeft() && !run.isHeld()) {
            feed(run, drawn, freed);
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

    private void feed(Run run, int drawn, Optional<Hotkey> freed) {
        for (var i = 0; i < drawn && hasRoom(run, freed); i++) {
            if (!draw(run, freed)) {
                return;
            }
        }
    }

    private boolean hasRoom(Run run, Optional<Hotkey> freed) {
        var head = candidates.of(0);
        var known = head.stream()
                .filter(miner -> freed.filter(miner.hotkey()::equals).isPresent())
                .toList();
        return run.eligibility().startsAnother(run.epoch(), Candidates.asKnown(run, known.isEmpty() ? head : known));
    }

    /** Starts one microbatch; false if no feed has one, or nobody takes it. */
    private boolean draw(Run run, Optional<Hotkey> freed) {
        var shards = run.microbatches().shards();
        var first = services.random().nextInt(shards);
        for (var i = 0; i < shards; i++) {
            var result = draw(run, (first + i) % shards, freed);
            if (result.isPresent()) {
                return result.get() instanceof CommitResult.To;
            }
        }
        return false;
    }

    /** Empty if this feed has nothing to give. */
    private Optional<CommitResult> draw(Run run, int shard, Optional<Hotkey> freed) {
        CommitResult result = new CommitResult.Stale();
        for (var attempt = 0; attempt < TRIES && result instanceof CommitResult.Stale; attempt++) {
            var drawn = run.feeds().get(shard).flatMap(feed -> feed.draw(run.epoch(), services.now()));
            if (drawn.isEmpty()) {
                return Optional.empty();
            }
            result = hopCommitter.move(
                    run, HopTransaction.fresh(drawn.get().microbatch(), freed).and(transaction -> run.feeds()
                            .put(transaction, drawn.get().feed())));
        }
        return Optional.of(result);
    }
}
