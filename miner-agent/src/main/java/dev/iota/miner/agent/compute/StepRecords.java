package dev.iota.miner.agent.compute;

import dev.iota.core.merge.step.Moments;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.journal.Journal;
import dev.iota.miner.agent.step.OpenStep;
import dev.iota.miner.agent.step.StepLog;
import dev.iota.miner.agent.step.TrainingProgress;
import dev.iota.model.optim.StepResult;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;

/**
 * The record of an epoch's steps: each is told to the orchestrator, and kept for the upload's manifest. Only the
 * device's thread calls it.
 */
public final class StepRecords {
    private final RunSpec spec;
    private final int stage;
    private final long registration;
    private final String device;
    private final StepLog stepLog;
    private final Publisher publisher;
    private final Journal journal;
    private final InstantSource clock;
    private final Logger log;
    private final List<LoggedStep> logged = new ArrayList<>();

    /**
     * @param device what a replay must match
     * @param progress whose steps are on record already
     */
    public StepRecords(
            MinerContext context,
            long registration,
            String device,
            StepLog stepLog,
            Publisher publisher,
            Journal journal,
            TrainingProgress progress) {
        this.spec = context.spec();
        this.stage = context.stage();
        this.registration = registration;
        this.device = device;
        this.stepLog = stepLog;
        this.publisher = publisher;
        this.journal = journal;
        this.clock = context.clock();
        this.log = context.log();
        this.logged.addAll(progress.logged());
    }

    /** @param factor that the learning rate was multiplied by */
    void add(int epoch, OpenStep step, StepResult result, double factor) throws InterruptedException {
        var entries = inOrderOfAccumulation(step.entries());
        var event = new Event.StepDone(
                spec.run(),
                epoch,
                stage,
                registration,
                step.number(),
                entries,
                result.gradientNorm(),
                result.clipped().getFirst().factor(),
                factor == 1 ? device : "%s, rate × %s since %s".formatted(device, factor, beginning()));
        logged.add(new LoggedStep(
                step.number(), entries.stream().map(StepEntry::microbatch).toList()));
        stepLog.sent(event, clock.instant());
        journal.taken(event);
        publisher.send(event, journal.kept());
        log.debug("step {} of epoch {}: {} microbatches", event.step(), epoch, entries.size());
    }

    /** What the first steps are short after. */
    private String beginning() {
        return spec.epochs().merge().diloco().moments() == Moments.RESTARTED ? "its moments began anew" : "it joined";
    }

    private List<StepEntry> inOrderOfAccumulation(List<StepEntry> asTheyCame) {
        return spec.training().orderedAccumulation()
                ? asTheyCame.stream()
                        .sorted(Comparator.comparingLong(StepEntry::microbatch))
                        .toList()
                : asTheyCame;
    }

    /** Every step of the epoch that was taken. */
    List<LoggedStep> logged() {
        return List.copyOf(logged);
    }

    boolean isEmpty() {
        return logged.isEmpty();
    }

    /** Another epoch begins. */
    void clear() {
        stepLog.clear();
        logged.clear();
    }
}
