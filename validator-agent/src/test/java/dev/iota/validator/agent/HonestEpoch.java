package dev.iota.validator.agent;

import dev.iota.agent.home.FlatTensors;
import dev.iota.core.audit.Evidence;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.EpochScript;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Source;
import dev.iota.model.audit.HopResults;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The first epoch of the middle stage's miner: two steps of two hops.
 *
 * @param spec of the run
 * @param script whose objects are stored
 * @param log of its upload
 * @param start weights, and moments where they are averaged, float32
 * @param end those that it uploads
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
record HonestEpoch(RunSpec spec, EpochScript script, List<LoggedStep> log, byte[] start, byte[] end) {
    static final int STAGE = 1;
    private static final int STEPS = 2;
    private static final int HOPS = 2;

    /** Steps before the epoch that averaged moments come from. */
    static final int BEFORE = 1;

    /** Keeps an object. */
    @FunctionalInterface
    interface Store {
        Source store(String name, byte[] bytes) throws IOException;
    }

    static HonestEpoch work(Store store) throws IOException {
        return work(store, 0);
    }

    /** @param first by which its microbatches are later than those of {@link #work(Store)} */
    static HonestEpoch work(Store store, long first) throws IOException {
        return work(HonestHops.SPEC, store, first);
    }

    /** Of a run whose merges average moments, too: it begins with some. */
    static HonestEpoch averaged(Store store) throws IOException {
        return work(HonestHops.averaged(), store, 0);
    }

    private static HonestEpoch work(RunSpec spec, Store store, long first) throws IOException {
        try (var engine = new StageEngine(spec.model(), spec.training(), STAGE, spec.seed(), EngineOptions.cpu(1, 0))) {
            if (spec.epochs().sectionsToBegin() > 1) {
                hop(engine, 0, (name, bytes) -> Evidence.NOT_GIVEN);
                engine.step(spec.training().learningRate(0, 0));
            }
            var start = state(spec, engine);
            var steps = new ArrayList<EpochScript.Step>();
            var log = new ArrayList<LoggedStep>();
            for (var number = 1; number <= STEPS; number++) {
                var hops = new ArrayList<HopEvidence>();
                var ids = new ArrayList<Long>();
                for (var i = 0; i < HOPS; i++) {
                    ids.add(first + (long) number * HOPS + i);
                    hops.add(hop(engine, ids.getLast(), store));
                }
                var result = engine.step(spec.training().learningRate(0, number - 1));
                var clip = result.clipped().getFirst().factor();
                steps.add(new EpochScript.Step(number, result.gradientNorm(), clip, hops));
                log.add(new LoggedStep(number, ids));
            }
            var script = new EpochScript(spec.training().schedule().peak(), steps);
            return new HonestEpoch(spec, script, log, start, state(spec, engine));
        }
    }

    private static byte[] state(RunSpec spec, StageEngine engine) throws IOException {
        var out = new ByteArrayOutputStream();
        FlatTensors.write(engine.state().weights(), Channels.newChannel(out));
        if (spec.epochs().sectionsToBegin() > 1) {
            FlatTensors.write(engine.state().moments(), Channels.newChannel(out));
        }
        return out.toByteArray();
    }

    private static HopEvidence hop(StageEngine engine, long id, Store store) throws IOException {
        var given = HonestHops.compute(id);
        var input = new StageInput.Activations(
                HonestHops.SPEC.training().sequences(),
                HonestHops.payload(given.activations().getFirst()));
        var output = engine.forward(id, input);
        var backward = engine.backward(id, HonestHops.payload(given.gradients().get(STAGE)), HonestHops.PROBE);
        var results = HopResults.of(output, backward);
        return new HopEvidence(
                Optional.empty(),
                Optional.of(store.store(
                        "hop-%d-input".formatted(id), given.activations().getFirst())),
                Optional.of(store.store("hop-%d-output".formatted(id), HonestHops.container(output))),
                Optional.of(store.store(
                        "hop-%d-output-gradient".formatted(id),
                        given.gradients().get(STAGE))),
                Optional.of(store.store(
                        "hop-%d-input-gradient".formatted(id),
                        HonestHops.container(results.inputGradient().orElseThrow()))),
                HonestHops.PROBE,
                results.probe(),
                Optional.empty(),
                Optional.empty());
    }

    /** What a validator is given, if these weights are uploaded. */
    EpochEvidence evidence(byte[] uploaded, EpochScript told, Store store) throws IOException {
        var sections = spec.epochs().sectionsToBegin();
        var length = uploaded.length / sections;
        var upload = spec.epochs().upload(spec.run(), 0, STAGE, length / Float.BYTES);
        var blocks = new ArrayList<String>();
        var parts = new ArrayList<Source>();
        var step = BlockLayout.ELEMENTS * Float.BYTES;
        for (var section = 0; section < sections; section++) {
            var content = Arrays.copyOfRange(uploaded, section * length, (section + 1) * length);
            for (var from = 0; from < length; from += step) {
                blocks.add(Sha256.hex(Arrays.copyOfRange(content, from, Math.min(length, from + step))));
            }
            parts.add(store.store("part-" + section, content));
        }
        var miner = KeyPair.generate(new SplittableRandom(9)).hotkey();
        var manifest = new Manifest(upload, miner, log, blocks);
        return new EpochEvidence(
                store.store("script", Json.write(told).getBytes(StandardCharsets.UTF_8)),
                store.store("manifest", manifest.write().getBytes(StandardCharsets.UTF_8)),
                parts);
    }
}
