package dev.iota.validator.agent;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.home.FlatTensors;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.BarSet;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.model.audit.HopReplay;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageReplay;
import dev.iota.validator.evidence.AuditedStart;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The one stage that is in memory, at the weights that one epoch starts from. */
final class StageHolder implements AutoCloseable {
    private static final int NONE = -1;

    private final RunSpec spec;
    private final ValidatorOptions options;
    private final BarSet bars;
    private final StageStates states;
    private final Logger log;
    private @Nullable StageReplay engine;
    private volatile int stage = NONE;
    private int epoch = NONE;

    StageHolder(RunSpec spec, ValidatorOptions options, StageStates states, Logger log) {
        this.spec = spec;
        this.options = options;
        this.bars = options.bars().of(spec.training().compute(), spec.training().wire(), 0);
        this.states = states;
        this.log = log;
    }

    /** The stage whose weights are in memory; -1 while there are none. */
    int stage() {
        return stage;
    }

    int epoch() {
        return epoch;
    }

    /** Where states lie. */
    Path folder() {
        return states.folder();
    }

    /** What judges hops of this stage and epoch; whatever other stage was in memory is there no longer. */
    HopReplay of(Work.Audit audit, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var held = replay(audit.stage(), audit.epoch(), audit.checkpoint(), deadline);
        return new HopReplay(held, spec.training().wire(), bars);
    }

    /** A stage as an epoch starts; whatever other stage was in memory is there no longer. */
    StageReplay replay(int wanted, int start, Source checkpoint, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var held = engine;
        if (held == null || stage != wanted || epoch != start) {
            var file = states.load(wanted, start, checkpoint, 1, deadline).file();
            if (held == null || stage != wanted) {
                close();
                held = new StageReplay(spec.model(), spec.training(), wanted, options.device(), options.threads());
                engine = held;
            }
            epoch = NONE;
            try (var channel = FileChannel.open(file)) {
                held.readWeights(FlatTensors.weights(channel, held.parameters()).requireComplete());
            }
            stage = wanted;
            epoch = start;
            log.info("holds stage {} as epoch {} starts", stage, epoch);
        }
        return held;
    }

    /**
     * What an epoch of this stage begins with.
     *
     * @param engine with its optimiser; whoever asked for it closes it
     * @param state the file that its weights, and moments, are from
     */
    record Begun(StageEngine engine, Path state) {}

    /** Whatever was in memory is there no longer: a miner's memory is needed. */
    Begun begin(Work.Audit audit, Instant deadline)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        close();
        var kept = states.load(
                audit.stage(), audit.epoch(), audit.checkpoint(), spec.epochs().sectionsToBegin(), deadline);
        var engineOptions = new EngineOptions(options.device(), options.threads(), Long.MAX_VALUE, Optional.empty());
        var begun = new StageEngine(spec.model(), spec.training(), audit.stage(), spec.seed(), engineOptions);
        try {
            new AuditedStart(spec).read(begun, kept.file(), kept.steps());
        } catch (IOException | RuntimeException e) {
            begun.close();
            throw e;
        }
        log.info("begins epoch {} of stage {}", audit.epoch(), audit.stage());
        return new Begun(begun, kept.file());
    }

    AuditBars bars() {
        return options.bars();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
        stage = NONE;
        epoch = NONE;
    }
}
