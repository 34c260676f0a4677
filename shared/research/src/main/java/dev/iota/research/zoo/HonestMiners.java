package dev.iota.research.zoo;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Precision;
import dev.iota.model.audit.HopResults;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Honest miners of one condition, which decides how the tensor library computes in the whole process: so they are a
 * process of their own, which finds its work in a folder and leaves there what came of it.
 */
public final class HonestMiners {
    private static final String HOPS = "hops.jsonl";
    private static final String RESULTS = "results.jsonl";
    private static final String EPOCHS = "epochs.jsonl";
    private static final String WORKED = "worked.jsonl";
    private static final long SEED = 1;

    private HonestMiners() {}

    /** Writes down what they have to do. */
    static void prepare(Path folder, ZooModel model) throws IOException {
        Files.createDirectories(folder);
        for (var stage = 0; stage < model.published().size(); stage++) {
            Files.writeString(
                    weights(folder, stage), Json.write(model.published().get(stage)));
        }
        try (var out = Files.newBufferedWriter(folder.resolve(HOPS))) {
            for (var hop : model.hops()) {
                line(out, hop);
            }
        }
        try (var out = Files.newBufferedWriter(folder.resolve(EPOCHS))) {
            for (var epoch : EpochCase.of(model)) {
                line(out, epoch);
            }
        }
    }

    private static Path weights(Path folder, int stage) {
        return folder.resolve("stage-%d.json".formatted(stage));
    }

    private static void line(Writer out, Object value) throws IOException {
        out.write(Json.write(value));
        out.write('\n');
    }

    /** Does every hop and every epoch of the folder, in this process. */
    public static void work(Path folder, Precision precision, int threads) throws IOException {
        hops(folder, precision, threads);
        epochs(folder, precision, threads);
    }

    private static void epochs(Path folder, Precision precision, int threads) throws IOException {
        var preset = ZooModel.preset(precision);
        var engines = new ArrayList<EpochEngine>();
        try (var out = Files.newBufferedWriter(folder.resolve(WORKED))) {
            for (var stage = 0; stage < preset.model().stages(); stage++) {
                engines.add(new EpochEngine(
                        preset, stage, Weights.read(Files.readString(weights(folder, stage))), threads));
            }
            for (var text : Files.readAllLines(folder.resolve(EPOCHS))) {
                var epoch = Json.read(text, EpochCase.class);
                line(out, engines.get(epoch.stage()).work(epoch, 1, 1));
            }
        } finally {
            engines.forEach(EpochEngine::close);
        }
    }

    private static void hops(Path folder, Precision precision, int threads) throws IOException {
        var preset = ZooModel.preset(precision);
        var engines = new ArrayList<StageEngine>();
        try (var out = Files.newBufferedWriter(folder.resolve(RESULTS))) {
            for (var stage = 0; stage < preset.model().stages(); stage++) {
                var engine = new StageEngine(preset.model(), preset.training(), stage, SEED, ZooModel.options(threads));
                engines.add(engine);
                engine.state()
                        .readWeights(Weights.read(Files.readString(weights(folder, stage)))
                                .reader());
            }
            for (var text : Files.readAllLines(folder.resolve(HOPS))) {
                var hop = Json.read(text, HopCase.class);
                line(out, hop.computed(engines.get(hop.stage())));
            }
        } finally {
            engines.forEach(StageEngine::close);
        }
    }

    /** What they left of epochs, in the order of {@link EpochCase#of}. */
    static List<EpochLeft> epochs(Path folder) throws IOException {
        var left = new ArrayList<EpochLeft>();
        for (var text : Files.readAllLines(folder.resolve(WORKED))) {
            left.add(Json.read(text, EpochLeft.class));
        }
        return left;
    }

    /** What they left of hops. */
    static List<HopResults> results(Path folder, int hops) throws IOException {
        var results = new ArrayList<HopResults>();
        for (var text : Files.readAllLines(folder.resolve(RESULTS))) {
            results.add(Json.read(text, HopResults.class));
        }
        if (results.size() != hops) {
            throw new MalformedException("%d of %d hops were done in %s".formatted(results.size(), hops, folder));
        }
        return results;
    }
}
