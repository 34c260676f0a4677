package dev.iota.validator.calibrate;

import dev.iota.agent.home.BlockFile;
import dev.iota.agent.home.FlatTensors;
import dev.iota.core.audit.Compared;
import dev.iota.core.audit.Metric;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.wire.Precision;
import dev.iota.model.audit.ComparisonSink;
import dev.iota.model.audit.Deviation;
import dev.iota.model.audit.EpochReplay;
import dev.iota.model.audit.HopComparison;
import dev.iota.model.audit.HopReplay;
import dev.iota.model.checkpoint.SafetensorsFile;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageReplay;
import dev.iota.model.engine.StageState;
import dev.iota.model.program.Parameter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Computes the hops and epochs of a folder again and prints how far they are off: the part of a process of its own. */
public final class Repetition {
    static final String EPOCH = "epoch";

    private final Preset preset;
    private final int sequences;
    private final int hops;
    private final PrintWriter out;

    /**
     * @param sequences of a microbatch
     * @param hops of each stage, state and variant
     */
    public Repetition(Preset preset, int sequences, int hops, PrintWriter out) {
        this.preset = preset;
        this.sequences = sequences;
        this.hops = hops;
        this.out = out;
    }

    /**
     * Prints lines of compute and wire precision, what is compared, metric, steps replayed before, and value.
     *
     * @param compute the precision to compute in, where it is not the declared one
     */
    public void run(Path folder, int threads, Optional<Precision> compute) throws IOException {
        for (var variant : Variant.all()) {
            if (compute.isEmpty() || compute.get() != variant.compute()) {
                hops(variant, folder, threads, compute.orElse(variant.compute()));
            }
        }
        for (var variant : Variant.ofEpochs()) {
            if (compute.isEmpty() || compute.get() != variant.compute()) {
                epochs(variant, folder, threads, compute.orElse(variant.compute()));
            }
        }
        out.flush();
    }

    private void hops(Variant variant, Path folder, int threads, Precision compute) throws IOException {
        var training = variant.training(preset, compute, sequences);
        for (var stage = 0; stage < preset.model().stages(); stage++) {
            try (var engine = new StageReplay(preset.model(), training, stage, "cpu", threads)) {
                for (var state = 0; state < HonestRun.STATES; state++) {
                    var there = variant.in(folder).resolve("state-" + state);
                    try (var weights = SafetensorsFile.open(HonestRun.weights(there, stage))) {
                        engine.readWeights(StageState.reader(weights));
                    }
                    for (var hop = 0; hop < hops; hop++) {
                        compare(variant, engine, HopFile.read(HonestRun.hop(there, stage, hop)));
                    }
                }
            }
        }
    }

    private void compare(Variant variant, StageReplay engine, HopFile hop) {
        var again = HopReplay.replay(engine, 0, hop.inputs());
        new HopComparison(variant.wire())
                .compare(hop.results(), again)
                .forEach((compared, deviation) -> print(variant, compared, 0, deviation));
    }

    /** With kept graphs, where the miner that made them had none. */
    private void epochs(Variant variant, Path folder, int threads, Precision compute) throws IOException {
        var training = variant.training(preset, compute, sequences);
        var there = variant.in(folder).resolve(EPOCH);
        var options = EngineOptions.cpu(threads, Long.MAX_VALUE);
        for (var stage = 0; stage < preset.model().stages(); stage++) {
            try (var engine = new StageEngine(preset.model(), training, stage, 0, options);
                    var file = FileChannel.open(EpochFiles.start(there, stage))) {
                var weights = FlatTensors.weights(file, engine.parameters());
                engine.state().readWeights(weights);
                epoch(variant, there, stage, 0, engine);
                engine.state().readWeights(weights);
                epoch(variant, there, stage, HonestRun.MARKS.getLast(), engine);
            }
        }
    }

    /** @param last step; 0: one whose gradient is shown */
    private void epoch(Variant variant, Path there, int stage, int last, StageEngine engine) throws IOException {
        ComparisonSink sink = (compared, steps, place, off) -> {
            for (var same : variant.withAnyWire()) {
                print(same, compared, mark(compared, steps), off);
            }
        };
        var replay = new EpochReplay(
                variant.training(preset, variant.compute(), sequences),
                last == 0 ? Mode.SYNC : Mode.DILOCO,
                HonestRun.EPOCH,
                engine,
                sink);
        for (var step = Math.min(1, last); step <= last; step++) {
            for (var hop = 0; hop < HonestRun.HOPS_PER_STEP; hop++) {
                var file = HopFile.read(EpochFiles.hop(there, stage, step, hop));
                replay.hop(file.inputs(), file.results());
            }
            var reported = EpochFiles.read(EpochFiles.step(there, stage, step));
            replay.step(Math.max(1, step), reported.gradientNorm(), reported.clip());
            if (step == 0 || HonestRun.MARKS.contains(step)) {
                var upload = upload(engine, stage, step == 0);
                var found = BlockFile.float32(EpochFiles.upload(there, stage, step), upload.layout());
                replay.compare(
                        upload,
                        (section, block) -> Optional.of(found.read(section, block)),
                        BlockFile.float32(EpochFiles.start(there, stage), upload.layout()));
            }
        }
    }

    private static UploadSpec upload(StageEngine engine, int stage, boolean isGradient) {
        var payload = isGradient ? Payload.GRADIENT : Payload.WEIGHTS;
        var elements =
                engine.parameters().stream().mapToLong(Parameter::elements).sum();
        return new UploadSpec("calibrate", HonestRun.EPOCH, stage, payload, new Float32Codec(), elements);
    }

    /**
     * The number of steps whose bars a comparison is counted to: what is uploaded to its own, all else of an epoch to
     * the last, since there is too little of one step.
     */
    private static int mark(Compared compared, int steps) {
        return steps == 0 || compared == Compared.CHANGE || compared == Compared.GRADIENT
                ? steps
                : HonestRun.MARKS.getLast();
    }

    private void print(Variant variant, Compared compared, int steps, Deviation deviation) {
        for (var metric : Metric.values()) {
            out.println(String.join(
                    " ",
                    variant.compute().name(),
                    variant.wire().name(),
                    compared.name(),
                    metric.name(),
                    Integer.toString(steps),
                    Double.toString(deviation.value(metric))));
        }
    }
}
