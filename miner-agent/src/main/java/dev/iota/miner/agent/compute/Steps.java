package dev.iota.miner.agent.compute;

import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.run.RunSpec;
import dev.iota.core.step.Warmup;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.journal.Journal;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.snapshot.SnapshotSchedule;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.miner.agent.step.OpenStep;
import dev.iota.miner.agent.step.TrainingProgress;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.optim.StepResult;
import dev.iota.model.torch.NativeMemory;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/**
 * The optimiser steps of an epoch: the open one, the log of those taken, and their snapshots. Where the merge takes the
 * step ({@code sync}), there is one in the epoch, of everything that was accumulated, and its gradient is all that
 * comes of it. Only the device's thread calls it, but where it says so.
 */
public final class Steps {
    private static final Duration RELEASE_EVERY = Duration.ofSeconds(10);

    private final RunSpec spec;
    private final StageEngine engine;
    private final Applied applied;
    private final StepRecords records;
    private final SnapshotSchedule snapshots;
    private final Journal journal;
    private final InstantSource clock;
    private final NativeMemory memory = NativeMemory.ofThisProcess();
    private Instant released = Instant.EPOCH;
    private final Meters meters;
    private final Logger log;
    private volatile int epoch;
    private Warmup warmup;
    private OpenStep open;
    private volatile Map<Long, String> awaiting = Map.of();

    /**
     * What is remembered of steps.
     *
     * @param snapshots of the state after them
     * @param journal of what they are computed from
     */
    public record Memory(StepRecords records, SnapshotSchedule snapshots, Journal journal) {}

    /** @param restored what is in the engine */
    public Steps(MinerContext context, Restored restored, StageEngine engine, Applied applied, Memory memory) {
        var progress = restored.progress();
        this.spec = context.spec();
        this.epoch = progress.epoch();
        this.warmup = progress.warmup();
        this.engine = engine;
        this.applied = applied;
        this.records = memory.records();
        this.snapshots = memory.snapshots();
        this.journal = memory.journal();
        this.clock = context.clock();
        this.meters = context.meters();
        this.log = context.log();
        this.open = fresh(progress.step() + 1);
        restored.open().forEach(open::resumed);
        meters.openStep(open.number());
        if (!restored.isOnDisk()) {
            snapshotAnyway();
        }
    }

    /** So that the journal has a state to begin from; where the merge takes the step there is none. */
    private void snapshotAnyway() {
        if (!takesNone()) {
            snapshots.takeAnyway(progress(), accumulated());
        }
    }

    private List<Long> accumulated() {
        return open.entries().stream().map(StepEntry::microbatch).toList();
    }

    private OpenStep fresh(int number) {
        return new OpenStep(number, spec.epochs().forwardsPerStep(spec.training()), Event.MAX_ENTRIES);
    }

    private boolean takesNone() {
        return spec.epochs().isStepOfMerge();
    }

    OpenStep open() {
        return open;
    }

    /** What a forward of the open step is computed from. */
    void computesFrom(long microbatch, HopInput input) {
        journal.forward(epoch, open.number(), microbatch, input);
    }

    /** The epoch that the weights are of. Any thread may ask. */
    public int epoch() {
        return epoch;
    }

    /** Every step of the epoch that was taken. */
    public List<LoggedStep> logged() {
        return records.logged();
    }

    /**
     * Whether there is anything to upload: in a step, or still to be taken into one. A gradient that was shown is shown
     * no more.
     */
    public boolean hasAny() {
        return !open.entries().isEmpty() || (!records.isEmpty() && !takesNone());
    }

    /** Forwards of the open step whose gradients are to come, and their leases. Any thread may ask. */
    public Map<Long, String> awaiting() {
        return awaiting;
    }

    /** Puts the weights of an epoch into the engine. */
    @FunctionalInterface
    public interface Loading {
        /** @return whether its first steps are short */
        Warmup load() throws IOException;
    }

    /** Begins a later epoch. What was accumulated for the one before and is in no step is given up. */
    public void begin(int next, Loading loading) throws IOException {
        log.info("epoch {} begins, after step {} of epoch {}", next, open.number() - 1, epoch);
        abandon();
        warmup = loading.load();
        epoch = next;
        applied.clear();
        records.clear();
        open = fresh(1);
        awaiting = Map.of();
        meters.openStep(open.number());
        snapshots.forget();
        // In some modes no other miner has the moments, too.
        snapshotAnyway();
    }

    private void abandon() {
        open.awaiting().keySet().forEach(engine::forget);
        if (!open.entries().isEmpty()) {
            log.error(
                    "the gradients of {} microbatches are given up: they are in no step",
                    open.entries().size());
            applied.removeAll(accumulated());
            engine.abandonStep();
            journal.abandoned(epoch, open.number());
        }
    }

    /** The open step is another than before: it may be complete. */
    public void changed() throws InterruptedException {
        while (open.isComplete() && !(takesNone() && !open.entries().isEmpty())) {
            if (open.entries().isEmpty()) {
                open = open.next();
            } else {
                take();
            }
        }
        awaiting = open.awaiting();
        meters.openStep(open.number());
    }

    /** Takes the step over what is accumulated, if anything is, without what is still awaited. */
    public void finish() throws InterruptedException {
        open.awaiting().keySet().forEach(engine::forget);
        if (open.entries().isEmpty()) {
            open = open.next();
        } else {
            take();
        }
        awaiting = open.awaiting();
        meters.openStep(open.number());
    }

    /**
     * Writes the clipped mean gradient of everything that was accumulated in the epoch, without what is still awaited.
     *
     * @param gradient takes it, float32, little-endian, in the order of the parameters
     * @throws NonFiniteException if it is not finite: what was accumulated is given up
     * @throws IOException of the channel; what was accumulated is given up, too
     */
    public void finish(WritableByteChannel gradient) throws IOException, InterruptedException {
        open.awaiting().keySet().forEach(engine::forget);
        var started = System.nanoTime();
        try {
            var result = engine.gradient(gradient);
            meters.busy(System.nanoTime() - started);
            record(result, 1);
        } catch (NonFiniteException | IOException e) {
            abandon();
            open = fresh(open.number());
            throw e;
        }
        changed();
    }

    private void take() throws InterruptedException {
        var started = System.nanoTime();
        var number = open.number();
        var factor = warmup.factor();
        try {
            var result = engine.step(warmup.rate(spec.training(), epoch, number));
            meters.busy(System.nanoTime() - started);
            record(result, factor);
            warmup = warmup.next();
        } catch (NonFiniteException e) {
            log.error("step {} of epoch {} is not taken: {}", number, epoch, e.getMessage());
            abandon();
            open = fresh(number);
            return;
        }
        snapshots.stepped(progress());
    }

    private void record(StepResult result, double factor) throws InterruptedException {
        var taken = open;
        meters.stepped();
        releaseMemory();
        // Before its record is sent, which may be interrupted: what is in the weights is not accumulated any more.
        open = taken.next();
        records.add(epoch, taken, result, factor);
    }

    /** Now and then: right after a step the fewest graphs are held. */
    private void releaseMemory() {
        var now = clock.instant();
        if (now.isAfter(released.plus(RELEASE_EVERY))) {
            memory.release();
            released = now;
        }
    }

    /** Snapshots the last step, unless that was done. */
    public void snapshotNow() {
        snapshots.takeNow(progress(), accumulated());
    }

    private TrainingProgress progress() {
        return new TrainingProgress(epoch, records.logged(), warmup);
    }
}
