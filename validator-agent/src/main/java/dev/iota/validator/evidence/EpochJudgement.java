package dev.iota.validator.evidence;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.home.BlockFile;
import dev.iota.agent.link.HopObjects;
import dev.iota.agent.link.ObjectReader;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.WatchRules;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.EpochScript;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.model.audit.EpochFindings;
import dev.iota.model.audit.EpochReplay;
import dev.iota.model.audit.HopVerdict;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.program.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Judges what a miner did in an epoch: reads its script, its hops and its upload, and takes its steps again. */
public final class EpochJudgement {
    private final RunSpec spec;
    private final AuditBars bars;
    private final HopObjects hopObjects;
    private final ObjectReader objects;
    private final Surroundings around;

    /** Where a part of an upload lies when it was read. */
    @FunctionalInterface
    public interface PartKeeper {
        Path keep(int part, Source source, byte[] bytes) throws IOException;
    }

    /** Is told before and after everything that is waited for. */
    @FunctionalInterface
    public interface Waiting {
        /** Of somebody whom nothing interrupts. */
        Waiting ALWAYS = begins -> {};

        /**
         * @param begins or else it is over
         * @throws InterruptedException if no wait is to begin any more
         */
        void now(boolean begins) throws InterruptedException;
    }

    /**
     * What a judgement needs of its caller.
     *
     * @param deadline until when the right to read holds, asked again for every object: the lease grows while it lasts
     */
    public record Surroundings(PartKeeper parts, Waiting waiting, Supplier<Instant> deadline) {}

    public EpochJudgement(RunSpec spec, AuditBars bars, HopObjects hopObjects, Surroundings around) {
        this.spec = spec;
        this.bars = bars;
        this.hopObjects = hopObjects;
        this.objects = hopObjects.objects();
        this.around = around;
    }

    /**
     * Judges an epoch.
     *
     * @param engine at the {@link AuditedStart}; it changes
     * @param state the file that this is in
     * @throws MalformedException if what others made is none that this can be judged by, or the epoch is too long for
     *     the bars
     * @throws InterruptedException between two hops, if that is wanted
     */
    public HopVerdict judge(Work.Audit audit, EpochEvidence evidence, StageEngine engine, Path state)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        around.waiting().now(true);
        EpochScript script;
        Manifest manifest;
        List<Path> parts;
        try {
            script = Json.read(text(evidence.script()), EpochScript.class);
            manifest = Manifest.read(text(evidence.manifest()));
            check(audit, script, manifest, engine);
            parts = parts(manifest, evidence.parts());
        } finally {
            around.waiting().now(false);
        }
        var training = spec.withLearningRate(script.peak()).training();
        var findings = new EpochFindings(steps -> bars.of(training.compute(), training.wire(), steps));
        var replay = new EpochReplay(training, spec.epochs().merge().mode(), audit.epoch(), engine, findings);
        var hops = script.steps().stream().flatMap(step -> step.hops().stream()).toList();
        try (var stream = new HopStream(hops, hop -> read(audit.stage(), hop))) {
            for (var step : script.steps()) {
                for (var i = 0; i < step.hops().size(); i++) {
                    var hop = next(stream);
                    replay.hop(hop.inputs(), hop.found());
                }
                replay.step(step.number(), step.gradientNorm(), step.clip());
            }
        }
        var upload = new Upload(manifest, (section, block) -> block(manifest, parts, section, block));
        replay.compare(
                manifest.spec(),
                upload::checked,
                BlockFile.float32(state, manifest.spec().layout()));
        return findings.verdict();
    }

    private ReadEvidence next(HopStream stream) throws InputBadException, TooLateException, InterruptedException {
        around.waiting().now(true);
        try {
            return stream.next();
        } finally {
            around.waiting().now(false);
        }
    }

    private ReadEvidence read(int stage, HopEvidence hop)
            throws InputBadException, TooLateException, InterruptedException {
        return ReadEvidence.read(spec, hopObjects, stage, hop, around.deadline().get());
    }

    private String text(Source source) throws InputBadException, TooLateException, InterruptedException {
        if (source.sha256().isEmpty()) {
            throw new InputBadException("nobody says the hash of the script or of the manifest");
        }
        return new String(objects.get(source, around.deadline().get()).bytes(), StandardCharsets.UTF_8);
    }

    /** The orchestrator accepted the manifest and made the script of it; where they differ nobody can be judged. */
    private void check(Work.Audit audit, EpochScript script, Manifest manifest, StageEngine engine) {
        if (!new WatchRules(spec).isRepeatable()) {
            throw new MalformedException("epochs of this run begin with what only the miner knows");
        }
        var training = spec.training();
        var most = bars.mostSteps(training.compute(), training.wire());
        if (script.steps().size() > most) {
            throw new MalformedException(
                    "an epoch of %d steps; the bars '%s' are for %d at most, make others with 'calibrate'"
                            .formatted(script.steps().size(), bars.name(), most));
        }
        var elements =
                engine.parameters().stream().mapToLong(Parameter::elements).sum();
        var wanted = spec.epochs().upload(spec.run(), audit.epoch(), audit.stage(), elements);
        manifest.differenceFrom(wanted, manifest.hotkey()).ifPresent(difference -> {
            throw new MalformedException(difference);
        });
        var said = manifest.steps().stream()
                .map(step -> List.of(step.step(), step.microbatches().size()))
                .toList();
        var given = script.steps().stream()
                .map(step -> List.of(step.number(), step.hops().size()))
                .toList();
        if (!said.equals(given)) {
            throw new MalformedException("the script has other steps than the manifest");
        }
    }

    private List<Path> parts(Manifest manifest, List<Source> sources)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var wanted = manifest.spec().parts();
        if (sources.size() != wanted.size()) {
            throw new MalformedException(
                    "%d parts of the upload are given; it has %d".formatted(sources.size(), wanted.size()));
        }
        var files = new ArrayList<Path>();
        for (var part = 0; part < sources.size(); part++) {
            var source = sources.get(part);
            if (source.bytes() != wanted.get(part).bytes()) {
                throw new MalformedException("part %d of the upload is said to have %d bytes; it has %d"
                        .formatted(part, source.bytes(), wanted.get(part).bytes()));
            }
            var bytes = objects.get(source, around.deadline().get()).bytes();
            files.add(around.parts().keep(part, source, bytes));
        }
        return files;
    }

    private static byte[] block(Manifest manifest, List<Path> parts, int section, int block) throws IOException {
        var upload = manifest.spec();
        return BlockFile.read(
                parts.get(upload.part(section, block)),
                upload.offsetInPart(block),
                upload.codec().bytes(upload.layout().length(block)));
    }
}
