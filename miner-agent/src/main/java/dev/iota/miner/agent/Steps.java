package dev.iota.miner.agent;

import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.optim.NonFiniteException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/** The optimiser steps of an epoch: the open one, the log of those taken, and their snapshots. Only the device's thread calls it. */
final class Steps {
    /** Characters of a {@link StepEntry} on the event queue, at most: two hashes, an id, names, escaped quotes. */
    private static final int ENTRY_CHARACTERS = 230;
    /** Characters of everything else of a {@link Event.StepDone} and its signature, at most. */
    private static final int FRAME_CHARACTERS = 1000;
    /** Microbatches that the record of one step can name. */
    static final int MOST_ENTRIES = (Event.MAX_BYTES - FRAME_CHARACTERS) / ENTRY_CHARACTERS;

    private final RunSpec spec;
    private final int stage;
    private final long registration;
    private final String device;
    private final int snapshotEvery;
    private final StageEngine engine;
    private final Applied applied;
    private final StepLog stepLog;
    private final Snapshots snapshots;
    private final Publisher publisher;
    private final InstantSource clock;
    private final Meters meters;
    private final Logger log;
    private int epoch;
    private int sinceSnapshot;
    private OpenStep open;
    private volatile Map<Long, String> awaiting = Map.of();

    /**
     * @param epoch that the engine's weights are of
     * @param taken steps of that epoch which are in the weights
     * @param device what a replay must match
     * @param snapshotEvery steps from one snapshot to the next
     */
    Steps(
            RunSpec spec,
            int stage,
            long registration,
            int epoch,
            int taken,
            String device,
            int snapshotEvery,
            StageEngine engine,
            Applied applied,
            StepLog stepLog,
            Snapshots snapshots,
            Publisher publisher,
            InstantSource clock,
            Meters meters,
            Logger log) {
        this.spec = spec;
        this.stage = stage;
        this.registration = registration;
        this.epoch = epoch;
        this.device = device;
        this.snapshotEvery = snapshotEvery;
        this.engine = engine;
        this.applied = applied;
        this.stepLog = stepLog;
        this.snapshots = snapshots;
        this.publisher = publisher;
        this.clock = clock;
        this.meters = meters;
        this.log = log;
        this.open = fresh(taken + 1);
        meters.openStep(open.number());
    }

    private OpenStep fresh(int number) {
        return new OpenStep(number, spec.training().microbatchesPerStep(), MOST_ENTRIES);
    }

    OpenStep open() {
        return open;
    }

    int epoch() {
        return epoch;
    }

    /** Forwards of the open step whose gradients are to come, and their leases. Any thread may ask. */
    Map<Long, String> awaiting() {
        return awaiting;
    }

    /** Follows the orchestrator into a later epoch; false for work of an earlier one. */
    boolean isIn(int workEpoch) throws InterruptedException {
        if (workEpoch > epoch) {
            log.info("epoch {} begins, after step {} of epoch {}", workEpoch, open.number() - 1, epoch);
            abandon();
            epoch = workEpoch;
            applied.clear();
            stepLog.clear();
            open = fresh(1);
            changed();
        }
        return workEpoch == epoch;
    }

    private void abandon() {
        open.awaiting().keySet().forEach(engine::forget);
        if (!open.entries().isEmpty()) {
            log.error(
                    "the gradients of {} microbatches are given up: they are in no step",
                    open.entries().size());
            applied.removeAll(open.entries().stream().map(StepEntry::microbatch).toList());
            engine.abandonStep();
        }
    }

    /** The open step is another than before: it may be complete. */
    void changed() throws InterruptedException {
        while (open.isComplete()) {
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
    void finish() throws InterruptedException {
        open.awaiting().keySet().forEach(engine::forget);
        if (open.entries().isEmpty()) {
            open = open.next();
        } else {
            take();
        }
        awaiting = open.awaiting();
        meters.openStep(open.number());
    }

    private void take() throws InterruptedException {
        var started = System.nanoTime();
        var number = open.number();
        try {
            var result = engine.step(spec.training().learningRate(epoch, number - 1));
            meters.busy(System.nanoTime() - started);
            var clip = result.clipped().getFirst().factor();
            var event = new Event.StepDone(
                    spec.run(),
                    epoch,
                    stage,
                    registration,
                    number,
                    inOrderOfAccumulation(open.entries()),
                    result.gradientNorm(),
                    clip,
                    device);
            meters.stepped();
            open = open.next();
            stepLog.sent(event, clock.instant());
            publisher.send(event);
            log.debug(
                    "step {} of epoch {}: {} microbatches",
                    number,
                    epoch,
                    event.microbatches().size());
        } catch (NonFiniteException e) {
            log.error("step {} of epoch {} is not taken: {}", number, epoch, e.getMessage());
            abandon();
            open = fresh(number);
            return;
        }
        sinceSnapshot++;
        if (sinceSnapshot >= snapshotEvery && snapshots.isIdle()) {
            snapshot();
        }
    }

    private List<StepEntry> inOrderOfAccumulation(List<StepEntry> asTheyCame) {
        return spec.training().orderedAccumulation()
                ? asTheyCame.stream()
                        .sorted(Comparator.comparingLong(StepEntry::microbatch))
                        .toList()
                : asTheyCame;
    }

    /** Snapshots the last step, unless that was done. */
    void snapshotNow() {
        if (sinceSnapshot > 0) {
            snapshots.await();
            snapshot();
        }
        snapshots.await();
    }

    private void snapshot() {
        sinceSnapshot = 0;
        // Weights move in steps alone, so this is the state after the last one, whatever is accumulated since.
        var since = open.entries().stream().map(StepEntry::microbatch).toList();
        var answers = applied.answers(since);
        snapshots.take(
                new SnapshotMeta(
                        SnapshotMeta.fingerprint(spec),
                        epoch,
                        stage,
                        open.number() - 1,
                        engine.steps(),
                        applied.ids(since),
                        answers.stream().map(Applied.Answer::event).toList(),
                        answers.stream()
                                .map(answer -> answer.gradient()
                                        .map(bytes -> bytes.length)
                                        .orElse(0))
                                .toList(),
                        stepLog.events()),
                answers);
    }
}
