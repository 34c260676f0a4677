package dev.iota.validator.evidence;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.home.BlockFile;
import dev.iota.agent.home.FlatTensors;
import dev.iota.agent.link.HopObjects;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.AuditExport;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.identity.ForgedException;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.ShardEvidence;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.model.audit.HopReplay;
import dev.iota.model.audit.HopVerdict;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageReplay;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Repeats the verdict of an audit that was exported to a folder, and compares it with those that were given. */
public final class AuditRepetition {
    private static final int MOST_BYTES = 1 << 24;

    private final Path folder;
    private final AuditExport export;
    private final PrintWriter out;

    /**
     * @param file {@code audit.json}; the evidence lies beside it
     * @throws MalformedException if it is no exported audit
     */
    public AuditRepetition(Path file, PrintWriter out) throws IOException {
        this.folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        this.export = Json.read(BoundedFile.text(file, MOST_BYTES), AuditExport.class);
        this.out = out;
    }

    /**
     * Does again what was audited, and prints every measure and every verdict that was given.
     *
     * @return whether the verdicts that were given are the one that is found here; if none was given, whether it
     *     passes
     * @throws MalformedException if the evidence is damaged or no verdict's signature is right: nothing can be said
     */
    public boolean repeat(AuditBars bars, String device, int threads) throws IOException, InterruptedException {
        export.claim().ifPresent(this::tell);
        var verdict = judge(bars, device, threads);
        for (var measure : verdict.measures()) {
            out.printf(
                    Locale.ROOT,
                    "%-26s %.3e  bar %.3e  %s%n",
                    measure.name(),
                    measure.value(),
                    measure.bar(),
                    measure.isExceeded() ? "ABOVE" : "ok");
        }
        out.printf("found here: %s: %s%n", word(verdict.passed()), verdict.reason());
        var same = true;
        for (var signed : export.verdicts()) {
            same &= isSame(signed, verdict.passed());
        }
        return export.verdicts().isEmpty() ? verdict.passed() : same;
    }

    /** What is repeated. */
    AuditExport export() {
        return export;
    }

    /** Shows that the audited miner signed itself what it is audited for. */
    private void tell(SignedEvent signed) {
        var audit = export.audit();
        if (!(verified(signed) instanceof Event.BackwardDone done)
                || !(audit.evidence() instanceof HopEvidence hop)
                || !done.run().equals(export.spec().run())
                || done.epoch() != audit.epoch()
                || done.stage() != audit.stage()
                || !done.audit().equals(hop.reported())
                || !done.loss().equals(hop.loss())
                || !done.rescue().equals(hop.rescue())
                || !done.sha256().equals(hop.inputGradient().flatMap(Source::sha256))) {
            throw new MalformedException("what %s signed is not what audit %s in %s is about"
                    .formatted(signed.hotkey(), audit.audit(), folder));
        }
        out.printf(
                "%s signed it: microbatch %d, step %d, lease %s, gradient of its input %s%n",
                signed.hotkey().address(),
                done.microbatch(),
                done.step(),
                done.lease(),
                done.sha256().orElse("none"));
    }

    private Event verified(SignedEvent signed) {
        try {
            return signed.verified();
        } catch (ForgedException e) {
            throw new MalformedException("an event in %s was not signed by %s".formatted(folder, signed.hotkey()), e);
        }
    }

    private boolean isSame(SignedEvent signed, boolean passed) {
        if (!(verified(signed) instanceof AuditEvent.Judged given)
                || !given.audit().equals(export.audit().audit())
                || !given.run().equals(export.spec().run())) {
            throw new MalformedException("an event of %s in %s is no verdict of audit %s"
                    .formatted(signed.hotkey(), folder, export.audit().audit()));
        }
        out.printf(
                "%s: %s on %s: %s%n", signed.hotkey().address(), word(given.passed()), given.device(), given.reason());
        return given.passed() == passed;
    }

    private static String word(boolean passed) {
        return passed ? "passed" : "FAILED";
    }

    private HopVerdict judge(AuditBars bars, String device, int threads) throws IOException, InterruptedException {
        var audit = export.audit();
        var objects = new FolderObjects(folder);
        try {
            var checkpoint = StageCheckpoint.read(objects.text(audit.checkpoint(), Instant.MAX));
            switch (audit.evidence()) {
                case HopEvidence _ -> check(checkpoint, 1);
                case EpochEvidence _ -> check(checkpoint, export.spec().epochs().sectionsToBegin());
                case ShardEvidence _ -> {} // it needs no weights
            }
            return switch (audit.evidence()) {
                case HopEvidence hop -> judge(hop, objects, bars, device, threads);
                case EpochEvidence epoch -> judge(epoch, checkpoint.steps(), objects, bars, device, threads);
                case ShardEvidence shard ->
                    new ShardJudgement(export.spec(), objects, () -> Instant.MAX).judge(audit, shard);
            };
        } catch (InputBadException | TooLateException e) {
            throw new MalformedException("the evidence in %s is damaged: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private HopVerdict judge(HopEvidence hop, FolderObjects objects, AuditBars bars, String device, int threads)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var spec = export.spec();
        var training = spec.training();
        var stage = export.audit().stage();
        try (var engine = new StageReplay(spec.model(), training, stage, device, threads);
                var state = FileChannel.open(state())) {
            engine.readWeights(FlatTensors.weights(state, engine.parameters()).requireComplete());
            var evidence = ReadEvidence.read(spec, new HopObjects(spec, objects), stage, hop, Instant.MAX);
            return new HopReplay(engine, training.wire(), bars.of(training.compute(), training.wire(), 0))
                    .judge(0, evidence.inputs(), evidence.found());
        }
    }

    private HopVerdict judge(
            EpochEvidence epoch, long taken, FolderObjects objects, AuditBars bars, String device, int threads)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var spec = export.spec();
        var stage = export.audit().stage();
        var options = new EngineOptions(device, threads, Long.MAX_VALUE, Optional.empty());
        try (var engine = new StageEngine(spec.model(), spec.training(), stage, spec.seed(), options)) {
            new AuditedStart(spec).read(engine, state(), taken);
            var around = new EpochJudgement.Surroundings(
                    (part, source, bytes) -> objects.file(source), EpochJudgement.Waiting.ALWAYS, () -> Instant.MAX);
            return new EpochJudgement(spec, bars, new HopObjects(spec, objects), around)
                    .judge(export.audit(), epoch, engine, state());
        }
    }

    private Path state() {
        return folder.resolve(AuditExport.STATE);
    }

    /** That the state is the one that was published. */
    private void check(StageCheckpoint checkpoint, int sections) throws IOException {
        var audit = export.audit();
        if (!checkpoint.run().equals(export.spec().run())
                || checkpoint.stage() != audit.stage()
                || checkpoint.epoch() != audit.epoch()) {
            throw new MalformedException("the checkpoint in %s is of another state than the audit".formatted(folder));
        }
        var layout = checkpoint.layout();
        var codec = new Float32Codec();
        for (var section = 0; section < sections; section++) {
            for (var block = 0; block < layout.blocks(); block++) {
                var position = section * codec.bytes(layout) + codec.offset(layout, block);
                var bytes = BlockFile.read(state(), position, codec.bytes(layout.length(block)));
                if (!Sha256.hex(bytes).equals(checkpoint.hash(section, block))) {
                    throw new MalformedException("block %d of %s in %s is not the published one"
                            .formatted(block, AuditExport.STATE, folder));
                }
            }
        }
    }
}
