package dev.iota.research;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.DataManifest;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageInput;
import dev.iota.model.text.packing.FolderSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the model of a run in this one process, without orchestrator, queues or objects: what a swarm is compared
 * with, bit by bit and in speed.
 */
@Command(name = "reference", description = "Train the model of a run in one process.")
final class ReferenceCommand implements Callable<Integer> {
    /** Graphs of every microbatch in flight are kept: nothing is recomputed. */
    private static final long GRAPH_BUDGET = 4L << 30;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--spec", paramLabel = "FILE", required = true, description = "the run's specification as JSON")
    @SuppressWarnings("NullAway.Init") // required
    private Path runSpec;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "folder that 'tokenise' wrote")
    @SuppressWarnings("NullAway.Init") // required
    private Path data;

    @Option(
            names = "--steps",
            paramLabel = "FILE",
            description = "JSON: data positions of each step of each epoch, [[[0,1],[2,3]]]; "
                    + "default: one epoch in order, A a step, until killed")
    private @Nullable Path steps;

    @Option(
            names = "--whole",
            description = "one stage that holds the whole model, clipped in the groups of the run's stages; "
                    + "needs an uncut model")
    private boolean whole;

    private final InstantSource clock = InstantSource.system();

    @Option(names = "--threads", paramLabel = "T", description = "CPU threads (default: cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** One step, counted from 1 within its epoch: from when to when, and what it learned from; printed as a line. */
    private record Line(int step, Instant from, Instant to, long tokens, Map<Long, Float> losses, boolean clipped) {}

    /** The end: SHA-256 of each weight. */
    private record End(Map<String, String> weights) {}

    @Override
    public Integer call() throws Exception {
        var run = Json.read(Files.readString(runSpec), RunSpec.class);
        var manifest = DataManifest.read(Files.readString(data.resolve(FolderSink.MANIFEST)));
        var options = EngineOptions.cpu(threads, GRAPH_BUDGET);
        try (var tokens = new TrainingTokens(data, manifest);
                var pipeline = whole
                        ? new Pipeline(whole(run.model()), run.training(), run.seed(), options.clippedAs(run.model()))
                        : new Pipeline(run.model(), run.training(), run.seed(), options)) {
            train(run, pipeline, tokens);
            spec.commandLine().getOut().println(Json.write(new End(weights(pipeline))));
        }
        return CommandLine.ExitCode.OK;
    }

    private static ModelSpec whole(ModelSpec model) {
        return model.withBlocks(
                List.of(model.blocks().stream().mapToInt(Integer::intValue).sum()));
    }

    private void train(RunSpec run, Pipeline pipeline, TrainingTokens tokens) throws IOException {
        if (steps == null) {
            var a = run.training().microbatchesPerStep();
            for (var step = 0; ; step++) {
                var first = (long) step * a;
                train(
                        run,
                        pipeline,
                        tokens,
                        0,
                        step,
                        LongStream.range(first, first + a).boxed().toList());
            }
        }
        var epochs = Json.read(Files.readString(steps), long[][][].class);
        for (var epoch = 0; epoch < epochs.length; epoch++) {
            for (var step = 0; step < epochs[epoch].length; step++) {
                train(
                        run,
                        pipeline,
                        tokens,
                        epoch,
                        step,
                        LongStream.of(epochs[epoch][step]).boxed().toList());
            }
        }
    }

    private void train(RunSpec run, Pipeline pipeline, TrainingTokens tokens, int epoch, int step, List<Long> ids)
            throws IOException {
        var batch = new LinkedHashMap<Long, StageInput.Tokens>();
        for (var id : ids) {
            batch.put(id, tokens.at(id));
        }
        var from = clock.instant();
        var trained = pipeline.train(batch, run.training().learningRate(epoch, step));
        print(step + 1, from, run, batch, trained);
    }

    private void print(
            int step,
            Instant from,
            RunSpec run,
            SequencedMap<Long, StageInput.Tokens> batch,
            Pipeline.Trained trained) {
        var losses = new TreeMap<Long, Float>();
        var ids = List.copyOf(batch.keySet());
        for (var i = 0; i < ids.size(); i++) {
            losses.put(ids.get(i), trained.losses().get(i));
        }
        var clipped = trained.steps().stream()
                .flatMap(result -> result.clipped().stream())
                .anyMatch(group -> group.factor() < 1);
        var line = new Line(
                step, from, clock.instant(), (long) ids.size() * run.training().tokensPerMicrobatch(), losses, clipped);
        var out = spec.commandLine().getOut();
        out.println(Json.write(line));
        out.flush();
    }

    private static Map<String, String> weights(Pipeline pipeline) throws IOException {
        var hashes = new TreeMap<String, String>();
        for (var stage : pipeline.stages()) {
            for (var tensor : stage.state().weights()) {
                var digest = Sha256.digest();
                try (var channel =
                        Channels.newChannel(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
                    tensor.content().writeTo(channel);
                }
                hashes.put(tensor.info().name(), HexFormat.of().formatHex(digest.digest()));
            }
        }
        return hashes;
    }
}
