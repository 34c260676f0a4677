package dev.iota.miner.agent.snapshot;

import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.StepLog;
import dev.iota.miner.agent.step.TrainingProgress;
import dev.iota.model.engine.StageEngine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** When the state after a step goes to the disk, and with what beside it. Only the device's thread calls it. */
public final class SnapshotSchedule {
    private final String model;
    private final int stage;
    private final Snapshots snapshots;
    private final StageEngine engine;
    private final Applied applied;
    private final StepLog stepLog;
    private final InstantSource clock;
    private final Duration every;
    private Instant due;
    private int since;

    /** @param every time from one snapshot to the next; zero: after every step that finds the last one written */
    public SnapshotSchedule(
            MinerContext context,
            Snapshots snapshots,
            StageEngine engine,
            Applied applied,
            StepLog stepLog,
            Duration every) {
        this.model = SnapshotMeta.fingerprint(context.spec());
        this.stage = context.stage();
        this.snapshots = snapshots;
        this.engine = engine;
        this.applied = applied;
        this.stepLog = stepLog;
        this.clock = context.clock();
        this.every = every;
        this.due = clock.instant().plus(every);
    }

    /** A step was taken, and nothing is accumulated since. */
    public void stepped(TrainingProgress progress) {
        since++;
        if (!clock.instant().isBefore(due) && snapshots.isIdle()) {
            take(progress, List.of());
        }
    }

    /** The steps so far are over and published: a snapshot of them is not due. */
    public void forget() {
        since = 0;
    }

    /**
     * Takes one of the last step whatever is due, as soon as the last one is on the disk.
     *
     * @param accumulated microbatches since that step
     */
    public void takeAnyway(TrainingProgress progress, List<Long> accumulated) {
        snapshots.await();
        take(progress, accumulated);
    }

    /**
     * Takes one of the last step, unless that was done, and waits until it is on the disk.
     *
     * @param accumulated microbatches since that step
     */
    public void takeNow(TrainingProgress progress, List<Long> accumulated) {
        if (since > 0) {
            snapshots.await();
            take(progress, accumulated);
        }
        snapshots.await();
    }

    private void take(TrainingProgress progress, List<Long> accumulated) {
        since = 0;
        due = clock.instant().plus(every);
        // Weights move in steps alone, so this is the state after the last one, whatever is accumulated since.
        var answers = applied.answers(accumulated);
        snapshots.take(
                new SnapshotMeta(
                        SnapshotMeta.FORM,
                        model,
                        stage,
                        progress,
                        engine.steps(),
                        SnapshotMeta.Accumulated.of(applied.ids(accumulated), answers),
                        stepLog.events()),
                answers);
    }
}
