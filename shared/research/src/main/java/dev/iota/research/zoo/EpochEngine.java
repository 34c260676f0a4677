package dev.iota.research.zoo;

import dev.iota.core.audit.AuditBars;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.step.Warmup;
import dev.iota.model.audit.EpochFindings;
import dev.iota.model.audit.EpochReplay;
import dev.iota.model.audit.HopResults;
import dev.iota.model.engine.StageEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/** Works through epochs of a stage as miners do, and judges them as validators do; each from the published weights. */
final class EpochEngine implements AutoCloseable {
    private static final long SEED = 1;

    private final Preset preset;
    private final Weights published;
    private final int stage;
    private final StageEngine engine;
    private final byte[] start;

    EpochEngine(Preset preset, int stage, Weights published, int threads) throws IOException {
        this.preset = preset;
        this.stage = stage;
        this.published = published;
        this.engine = new StageEngine(preset.model(), preset.training(), stage, SEED, ZooModel.options(threads));
        engine.state().readWeights(published.reader());
        this.start = weights();
    }

    /** Weights that every epoch begins with. */
    byte[] start() {
        return start;
    }

    /**
     * Works through an epoch.
     *
     * @param every one hop of so many is learned from
     * @param rate times the run's
     */
    EpochLeft work(EpochCase work, int every, double rate) throws IOException {
        begin();
        var training = preset.training();
        var warmup = Warmup.restartedIn(EpochCase.EPOCH, training.stepsPerEpoch());
        var steps = new ArrayList<EpochLeft.Step>();
        for (var step : work.steps()) {
            // Those that nothing is learned from come first: what is accumulated of them is given up together.
            var from = step.size() - Math.ceilDiv(step.size(), every);
            var hops = new ArrayList<HopResults>();
            for (var i = 0; i < step.size(); i++) {
                if (i == from) {
                    engine.abandonStep();
                }
                hops.add(step.get(i).accumulated(engine));
            }
            var result = engine.step(rate * warmup.rate(training, EpochCase.EPOCH, steps.size() + 1));
            warmup = warmup.next();
            steps.add(new EpochLeft.Step(
                    result.gradientNorm(), result.clipped().getFirst().factor(), hops));
        }
        return new EpochLeft(steps, weights());
    }

    /** How many times its bar the worst comparison is; above 1 the audit fails. */
    double judge(EpochCase work, EpochLeft left) throws IOException {
        begin();
        var training = preset.training();
        var findings = new EpochFindings(steps -> AuditBars.standard().of(training.compute(), training.wire(), steps));
        var replay = new EpochReplay(training, Mode.DILOCO, EpochCase.EPOCH, engine, findings);
        for (var step = 0; step < left.steps().size(); step++) {
            var found = left.steps().get(step);
            for (var i = 0; i < found.hops().size(); i++) {
                replay.hop(work.steps().get(step).get(i).inputs(), found.hops().get(i));
            }
            replay.step(step + 1, found.gradientNorm(), found.clip());
        }
        var upload = new UploadSpec(
                "zoo", EpochCase.EPOCH, stage, Payload.WEIGHTS, new Float32Codec(), start.length / Float.BYTES);
        var uploaded = blocks(upload, left.weights());
        replay.compare(upload, (section, block) -> Optional.of(uploaded.read(section, block)), blocks(upload, start));
        return findings.verdict().measures().stream()
                .mapToDouble(measure -> measure.value() / measure.bar())
                .max()
                .orElseThrow();
    }

    private void begin() throws IOException {
        engine.state().readWeights(published.reader());
        engine.state().clearMoments();
    }

    private byte[] weights() throws IOException {
        var out = new ByteArrayOutputStream();
        for (var tensor : engine.state().weights()) {
            tensor.content().writeTo(Channels.newChannel(out));
        }
        return out.toByteArray();
    }

    private static BlockReader blocks(UploadSpec upload, byte[] weights) {
        var codec = new Float32Codec();
        return (section, block) -> {
            var from = Math.toIntExact(codec.offset(upload.layout(), block));
            return Arrays.copyOfRange(
                    weights, from, from + codec.bytes(upload.layout().length(block)));
        };
    }

    @Override
    public void close() {
        engine.close();
    }
}
