package dev.iota.miner;

import dev.iota.cloud.terminal.ProgressBar;
import dev.iota.core.base.MalformedException;
import dev.iota.miner.inference.Sampler;
import dev.iota.miner.inference.WholeModel;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.checkpoint.Checkpoint;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageInput;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Continues a text with a trained model. */
@Command(name = "sample", description = "Continue a text with a checkpoint.")
final class SampleCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--checkpoint", paramLabel = "DIR", required = true, description = "folder that a run wrote")
    @SuppressWarnings("NullAway.Init") // required
    private Path checkpoint;

    @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "text to continue; may be empty")
    @SuppressWarnings("NullAway.Init") // required
    private String prompt;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "200",
            description = "tokens to add at most (default: ${DEFAULT-VALUE})")
    private int tokens;

    @Option(
            names = "--temperature",
            paramLabel = "F",
            defaultValue = "0.8",
            description = "0 for the likeliest token each time (default: ${DEFAULT-VALUE})")
    private double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "draw from the K likeliest tokens; 0 for all (default: ${DEFAULT-VALUE})")
    private int topK;

    @Option(names = "--seed", paramLabel = "S", description = "makes the text repeatable (default: random)")
    private @Nullable Long seed;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ComputeOptions compute;

    @Override
    public Integer call() throws Exception {
        if (tokens <= 0 || topK < 0 || !(temperature >= 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tokens %d must be positive, --top-k %d and --temperature %s not negative"
                            .formatted(tokens, topK, temperature));
        }
        var opened = Checkpoint.open(checkpoint);
        opened.note().ifPresent(spec.commandLine().getErr()::println);
        try (var tokenizer = opened.tokenizer();
                var model = WholeModel.load(opened, compute.device(), compute.threads())) {
            var sampler = new Sampler(temperature, topK, seed == null ? new Random() : new Random(seed));
            var text = continued(
                    model, tokenizer, sampler, opened.info().training().sequence());
            spec.commandLine().getOut().println(text);
        }
        return ExitStatus.OK;
    }

    /** The model sees the last tokens that fit into a sequence it was trained on. */
    private String continued(Pipeline model, Tokenizer tokenizer, Sampler sampler, int longest) throws IOException {
        var encoded = tokenizer.encode(prompt);
        var all = encoded.length == 0 ? new int[] {tokenizer.endOfText()} : encoded;
        var prompted = all.length;
        try (var progressBar = ProgressBar.of(spec.commandLine().getErr(), "sampling")) {
            for (var i = 0; i < tokens; i++) {
                var context = Arrays.copyOfRange(all, Math.max(0, all.length - longest), all.length);
                var logits = logits(model, context);
                var vocabulary = logits.length / context.length;
                var last = Arrays.copyOfRange(
                        logits, logits.length - vocabulary, logits.length - vocabulary + tokenizer.vocabulary());
                requireFinite(last);
                var next = sampler.draw(last);
                if (next == tokenizer.endOfText()) {
                    break;
                }
                all = IntStream.concat(Arrays.stream(all), IntStream.of(next)).toArray();
                progressBar.update(i + 1, tokens, "");
            }
        }
        return Stream.of(prompt, tokenizer.decode(Arrays.copyOfRange(all, prompted, all.length)))
                .reduce("", String::concat);
    }

    private float[] logits(Pipeline model, int[] context) {
        try {
            return model.logits(new StageInput.Tokens(1, context));
        } catch (NonFiniteException e) {
            throw isOfNoUse(String.valueOf(e.getMessage()));
        }
    }

    /** A text that is drawn from no numbers looks like one that was drawn from a bad model. */
    private void requireFinite(float[] logits) {
        for (var logit : logits) {
            if (!Float.isFinite(logit)) {
                throw isOfNoUse("the model gives a logit of " + logit);
            }
        }
    }

    private MalformedException isOfNoUse(String why) {
        return new MalformedException("the checkpoint %s is of no use: %s".formatted(checkpoint, why));
    }
}
