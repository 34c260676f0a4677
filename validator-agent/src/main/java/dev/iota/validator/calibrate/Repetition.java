package dev.iota.validator.calibrate;

import dev.iota.core.audit.Metric;
import dev.iota.core.run.Preset;
import dev.iota.core.wire.Precision;
import dev.iota.model.audit.HopComparison;
import dev.iota.model.audit.HopReplay;
import dev.iota.model.checkpoint.SafetensorsFile;
import dev.iota.model.engine.StageReplay;
import dev.iota.model.engine.StageState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** Computes the hops of a folder again and prints how far they are off: the part of a process of its own. */
public final class Repetition {
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
     * Prints lines of compute and wire precision, what is compared, metric and value.
     *
     * @param compute the precision to compute in, where it is not the declared one
     */
    public void run(Path folder, int threads, Optional<Precision> compute) throws IOException {
        for (var variant : Variant.all()) {
            if (compute.isEmpty() || compute.get() != variant.compute()) {
                run(variant, folder, threads, compute.orElse(variant.compute()));
            }
        }
        out.flush();
    }

    private void run(Variant variant, Path folder, int threads, Precision compute) throws IOException {
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
        new HopComparison(variant.wire()).compare(hop.results(), again).forEach((compared, deviation) -> {
            for (var metric : Metric.values()) {
                out.println(String.join(
                        " ",
                        variant.compute().name(),
                        variant.wire().name(),
                        compared.name(),
                        metric.name(),
                        Double.toString(deviation.value(metric))));
            }
        });
    }
}
