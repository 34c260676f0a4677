package dev.iota.miner;

import dev.iota.cloud.terminal.ProgressBar;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.data.DataManifest;
import dev.iota.miner.inference.WholeModel;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.checkpoint.Checkpoint;
import dev.iota.model.data.TokenShardFile;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageInput;
import dev.iota.model.file.BoundedFile;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.text.packing.FolderSink;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Measures a checkpoint on text that it was not trained on. */
@Command(
        name = "evaluate",
        description = "Print the loss of a checkpoint on the held-out part of the data, "
                + "beside what token frequencies alone achieve.")
final class EvaluateCommand implements Callable<Integer> {
    /** A line for each of some hundred thousand shards. */
    private static final int MOST_MANIFEST_BYTES = 1 << 26;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--checkpoint", paramLabel = "DIR", required = true, description = "folder that a run wrote")
    @SuppressWarnings("NullAway.Init") // required
    private Path checkpoint;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder that 'tokenise' wrote; its held-out shard is used")
    private @Nullable Path data;

    @Option(names = "--shard", paramLabel = "FILE", description = "a token shard, instead of --data")
    private @Nullable Path shard;

    @Option(names = "--manifest", paramLabel = "FILE", description = "the manifest that belongs to --shard")
    private @Nullable Path manifest;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "use the first N records of B × T tokens only (default: all)")
    private @Nullable Integer records;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ComputeOptions compute;

    /**
     * What was measured.
     *
     * @param heldOutLoss nats per token
     * @param unigramEntropy nats per token, of the whole held-out part
     * @param tokens predicted
     */
    private record Result(double heldOutLoss, double unigramEntropy, double perplexity, long tokens, double seconds) {}

    @Override
    public Integer call() throws Exception {
        if (records != null && records <= 0) {
            throw misused("--records is %d; it must be positive".formatted(records));
        }
        var about = manifest(manifestPath());
        var opened = Checkpoint.open(checkpoint);
        opened.note().ifPresent(spec.commandLine().getErr()::println);
        var info = opened.info();
        if (about.vocabulary() > info.model().vocabulary()
                || about.sequence() > info.training().sequence()) {
            throw new MalformedException(("the data has %d tokens and sequences of %d, the model %d and %d; "
                            + "tokenise with the preset and tokenizer of the run")
                    .formatted(
                            about.vocabulary(),
                            about.sequence(),
                            info.model().vocabulary(),
                            info.training().sequence()));
        }
        try (var heldOut = new TokenShardFile(shardPath(about), about);
                var model = WholeModel.load(opened, compute.device(), compute.threads())) {
            var result = evaluate(model, heldOut, about);
            print(result);
            return isOfUse(result) ? ExitStatus.OK : ExitStatus.FAILED;
        }
    }

    private Result evaluate(Pipeline model, TokenShardFile heldOut, DataManifest about)
            throws IOException, InterruptedException {
        var all = records == null ? heldOut.records() : Math.min(records, heldOut.records());
        var sum = 0d;
        var started = System.nanoTime();
        try (var progressBar = ProgressBar.of(spec.commandLine().getErr(), "evaluating")) {
            for (var i = 0; i < all; i++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                sum += loss(model, heldOut.record(i));
                progressBar.update(i + 1, all, String.format(Locale.ROOT, "loss %.4f", sum / (i + 1)));
            }
        }
        var loss = sum / all;
        return new Result(
                loss,
                about.unigramEntropy(),
                Math.exp(loss),
                (long) all * about.sequence() * about.sequences(),
                (System.nanoTime() - started) / 1e9);
    }

    /** What a stage refuses to give to the next one is no number either. */
    private static double loss(Pipeline model, StageInput.Tokens record) {
        try {
            return model.loss(record);
        } catch (NonFiniteException e) {
            return Double.NaN;
        }
    }

    /** A loss that is no finite number is a result, but not one that a caller may take for a good one. */
    private boolean isOfUse(Result result) {
        if (Double.isFinite(result.heldOutLoss())) {
            return true;
        }
        spec.commandLine()
                .getErr()
                .printf(
                        "%s: the loss on held-out text is %s: the checkpoint %s is of no use%n",
                        spec.qualifiedName(), result.heldOutLoss(), checkpoint);
        return false;
    }

    private void print(Result result) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(result));
        } else {
            out.println(String.format(
                    Locale.ROOT,
                    "held-out loss %.4f nats per token (perplexity %.2f), unigram entropy %.4f, "
                            + "over %d tokens in %.1f s",
                    result.heldOutLoss(),
                    result.perplexity(),
                    result.unigramEntropy(),
                    result.tokens(),
                    result.seconds()));
        }
    }

    private Path manifestPath() {
        if (data != null && shard == null && manifest == null) {
            return data.resolve(FolderSink.MANIFEST);
        }
        if (data == null && shard != null && manifest != null) {
            return manifest;
        }
        throw misused("give either --data, or --shard and --manifest");
    }

    private static DataManifest manifest(Path file) throws IOException {
        try {
            return DataManifest.read(BoundedFile.text(file, MOST_MANIFEST_BYTES));
        } catch (CharacterCodingException | MalformedException e) {
            throw new MalformedException(
                    "%s is damaged: %s; take a good copy of it, or tokenise again"
                            .formatted(file, e instanceof MalformedException ? e.getMessage() : "it is no text"),
                    e);
        }
    }

    private Path shardPath(DataManifest about) {
        return data != null
                ? data.resolve(about.heldOut().key())
                : java.util.Objects.requireNonNull(shard, "checked with the manifest");
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
