package dev.iota.miner.agent.compute;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.run.RunSpec;
import dev.iota.core.step.Warmup;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.journal.JournalEntry;
import dev.iota.miner.agent.journal.JournalFile;
import dev.iota.miner.agent.journal.JournalFolder.Continuation;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.miner.agent.step.StepLog;
import dev.iota.miner.agent.step.TrainingProgress;
import dev.iota.model.engine.BackwardResult;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Computes again what a miner's journal holds, over the snapshot that it goes on from: the same calls of the same
 * engine in the same order, so the same bits. Every gradient and every step is compared with what was said of it.
 */
public final class JournalReplay {
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);

    /** How long an upload may wait for it: as long as stragglers are waited for where most have uploaded. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RunSpec spec;
    private final int stage;
    private final StageEngine engine;
    private final Applied applied;
    private final StepLog stepLog;
    private final Haste haste;
    private final InstantSource clock;
    private final Meters meters;
    private final Logger log;
    private final Map<Long, HopInput> inputs = new HashMap<>();
    private final List<StepEntry> open = new ArrayList<>();
    private final List<LoggedStep> logged = new ArrayList<>();
    private Optional<Instant> asked = Optional.empty();
    private Warmup warmup = Warmup.NONE;
    private int done;

    public JournalReplay(MinerContext context, StageEngine engine, Applied applied, StepLog stepLog, Haste haste) {
        this.spec = context.spec();
        this.stage = context.stage();
        this.engine = engine;
        this.applied = applied;
        this.stepLog = stepLog;
        this.haste = haste;
        this.clock = context.clock();
        this.meters = context.meters();
        this.log = context.log();
    }

    /** What cuts a replay short. */
    public interface Haste {
        /** Whether the miner is to end. */
        boolean ends();

        /** Whether its upload is waited for. */
        boolean uploads();
    }

    /** Something came out otherwise than it was said. */
    public static final class DiffersException extends Exception {
        private static final long serialVersionUID = 1L;

        private DiffersException(String what) {
            super(what);
        }
    }

    /**
     * @param from what is in the engine
     * @throws DiffersException if it does not come to what was said; the engine is of no use then
     * @throws InterruptedException if the miner is to end
     */
    public Restored replay(Continuation journal, TrainingProgress from)
            throws IOException, DiffersException, InterruptedException {
        logged.addAll(from.logged());
        warmup = from.warmup();
        log.info("computes {} microbatches again, from its journal", journal.gradients());
        var started = clock.instant();
        var reported = started;
        for (var file : journal.files()) {
            try (var reader = JournalFile.open(file)) {
                for (var line = reader.next(); line.isPresent(); line = reader.next()) {
                    if (haste.ends()) {
                        throw new InterruptedException("the miner is to end");
                    }
                    if (haste.uploads() && isOverdue()) {
                        return cutShort(from, journal.gradients());
                    }
                    replay(line.get().entry(), line.get().body());
                    meters.activity()
                            .does("the replay of its journal: %d of %d microbatches"
                                    .formatted(done, journal.gradients()));
                    var now = clock.instant();
                    if (now.isAfter(reported.plus(BETWEEN_REPORTS))) {
                        reported = now;
                        log.info("computed {} of {} microbatches again", done, journal.gradients());
                    }
                }
            }
        }
        if (open.size() != journal.point().open()) {
            throw new DiffersException("%d microbatches are in its open step, and it holds %d"
                    .formatted(journal.point().open(), open.size()));
        }
        log.info(
                "computed {} microbatches again in {} s, bit for bit",
                done,
                Duration.between(started, clock.instant()).toSeconds());
        return restored(from);
    }

    private Restored restored(TrainingProgress from) {
        var progress = new TrainingProgress(from.epoch(), logged, warmup);
        return new Restored(progress, open, progress.step() == from.step());
    }

    private boolean isOverdue() {
        var now = clock.instant();
        asked = asked.or(() -> Optional.of(now));
        return now.isAfter(asked.get().plus(PATIENCE));
    }

    /**
     * With the steps that are there: the epoch is over, and an upload that comes too late would lose all of them.
     *
     * @param all gradients in the journal
     */
    private Restored cutShort(TrainingProgress from, int all) {
        log.warn(
                "the epoch ends: computes no more than {} of {} microbatches again, the others are lost",
                done - open.size(),
                all);
        abandon();
        return restored(from);
    }

    private void abandon() {
        applied.removeAll(open.stream().map(StepEntry::microbatch).toList());
        engine.abandonStep();
        open.clear();
    }

    private void replay(JournalEntry entry, byte[] body) throws DiffersException {
        switch (entry) {
            case JournalEntry.Opened _ -> {}
            case JournalEntry.Forward forward -> inputs.put(forward.microbatch(), forward.input(body));
            case JournalEntry.Gradient gradient -> join(gradient, body);
            case JournalEntry.Taken taken -> take(taken.event());
            case JournalEntry.Abandoned _ -> abandon();
        }
    }

    private void join(JournalEntry.Gradient gradient, byte[] payload) throws DiffersException {
        var microbatch = gradient.entry().microbatch();
        var input = inputs.remove(microbatch);
        if (input == null) {
            throw new DiffersException("it has no input of microbatch %d".formatted(microbatch));
        }
        if (applied.contains(microbatch)) {
            throw new DiffersException("it has the gradient of microbatch %d twice".formatted(microbatch));
        }
        var event = gradient.event();
        BackwardResult result;
        if (spec.model().isTail(stage)) {
            var tail = engine.tail(microbatch, input.forStage(), input.targets(), gradient.positionsSeed());
            require(event.loss().equals(Optional.of(tail.loss())), microbatch, "loss");
            result = tail.backward();
        } else {
            engine.forward(microbatch, input.forStage());
            result = engine.backward(microbatch, payload, gradient.positionsSeed());
        }
        var container = result.inputGradient().map(bytes -> HopReplies.container(spec, bytes));
        require(container.map(Sha256::hex).equals(event.sha256()), microbatch, "input gradient");
        require(HopReplies.probe(result.audit()).equals(event.audit()), microbatch, "weight gradient");
        open.add(gradient.entry());
        applied.add(new Applied.Answer(event, container));
        done++;
    }

    private static void require(boolean same, long microbatch, String what) throws DiffersException {
        if (!same) {
            throw new DiffersException("the %s of microbatch %d is another one now".formatted(what, microbatch));
        }
    }

    private void take(Event.StepDone event) throws DiffersException {
        var result = engine.step(warmup.rate(spec.training(), event.epoch(), event.step()));
        if (result.gradientNorm() != event.gradientNorm()) {
            throw new DiffersException("the gradient of step %d is another one now".formatted(event.step()));
        }
        warmup = warmup.next();
        logged.add(new LoggedStep(
                event.step(),
                event.microbatches().stream().map(StepEntry::microbatch).toList()));
        stepLog.sent(event, Instant.EPOCH);
        open.clear();
        inputs.clear();
    }
}
