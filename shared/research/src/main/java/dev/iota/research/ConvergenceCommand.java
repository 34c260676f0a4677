package dev.iota.research;

import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.model.data.TokenShardFile;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageInput;
import dev.iota.model.text.corpus.Corpus;
import dev.iota.research.convergence.MomentsComparison;
import dev.iota.research.convergence.Outcome;
import dev.iota.research.convergence.Outcomes;
import dev.iota.research.convergence.Trial;
import dev.iota.research.convergence.TrialComparison;
import dev.iota.research.convergence.TrialRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Compares modes, lengths of epochs and numbers of replicas by the loss that the same tokens lead to. */
@Command(
        name = "convergence",
        description =
                "Train replicas of a small model in this process, in every mode and with epochs of several lengths, "
                        + "and compare the losses.")
final class ConvergenceCommand implements Callable<Integer> {
    private static final long GRAPH_BUDGET = 1L << 30;
    private static final String OWN_MODEL = "small";

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "P",
            description = "model, by name or file; default: two stages of one block of 64 channels, for bytes")
    private @Nullable String preset;

    @Option(names = "--data", paramLabel = "FILE|DIR", description = "text to learn from; default: the sample corpus")
    private @Nullable Path data;

    @Option(
            names = "--microbatches",
            paramLabel = "N",
            defaultValue = "1200",
            description = "of every training, all replicas together (default: ${DEFAULT-VALUE})")
    private long microbatches;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "trainings of every kind (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "128",
            description = "held-out records that the loss is measured on, at most (default: ${DEFAULT-VALUE})")
    private int records;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "begin no training after so long; the same command then goes on; default: until all are done")
    private @Nullable Integer minutes;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/convergence",
            description = "where tokens and outcomes are kept (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private Path out;

    @Option(
            names = "--moments",
            description = "compare diloco with moments that are kept against ones that begin anew with every epoch, "
                    + "for epochs of 10, 50 and 200 steps, instead")
    private boolean moments;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|gpu:N",
            defaultValue = "auto",
            description = "what computes (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String device;

    @Option(names = "--threads", paramLabel = "T", description = "CPU threads (default: cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() throws Exception {
        var model = preset == null ? own() : Presets.load(preset);
        check(moments ? Trial.unitOfMoments(model) : Trial.unit(model));
        Files.createDirectories(out);
        var outcomes = new Outcomes(out.resolve("outcomes.jsonl"));
        var name = preset == null ? OWN_MODEL : preset;
        var wanted = moments ? Trial.ofMoments(name, microbatches, seeds) : Trial.all(name, microbatches, seeds);
        var corpus = data == null ? Corpus.sample() : Corpus.of(data);
        var manifest = PackedText.write(out, corpus, model.training());
        tell("tokenised: %,d documents, %,d tokens", manifest.documents(), manifest.tokens());
        try (var tokens = new TrainingTokens(out, manifest)) {
            var options = new EngineOptions(device, threads, GRAPH_BUDGET, Optional.empty());
            train(wanted, outcomes, new TrialRun(model, tokens::at, heldOut(manifest), options));
        }
        print(wanted.stream().flatMap(trial -> outcomes.of(trial).stream()).toList());
        return CommandLine.ExitCode.OK;
    }

    private void print(List<Outcome> outcomes) {
        var out = spec.commandLine().getOut();
        if (moments) {
            var comparison = MomentsComparison.of(outcomes);
            out.println(json ? Json.write(comparison) : comparison.text());
        } else {
            var comparison = TrialComparison.of(outcomes);
            out.println(json ? Json.write(comparison) : comparison.text());
        }
    }

    private void train(List<Trial> wanted, Outcomes outcomes, TrialRun run) throws IOException {
        var end = minutes == null ? Instant.MAX : clock.instant().plus(Duration.ofMinutes(minutes));
        for (var i = 0; i < wanted.size() && clock.instant().isBefore(end); i++) {
            var trial = wanted.get(i);
            if (outcomes.of(trial).isEmpty()) {
                outcomes.add(run.run(trial));
                tell(
                        "training %d of %d: %s",
                        i + 1, wanted.size(), show(outcomes.of(trial).orElseThrow()));
            }
        }
    }

    /** What happens goes to standard error: standard output belongs to the comparison. */
    private void tell(String format, Object... values) {
        spec.commandLine().getErr().println(String.format(Locale.ROOT, format, values));
    }

    private static String show(Outcome outcome) {
        var trial = outcome.trial();
        return String.format(
                Locale.ROOT,
                "%s, moments %s, H %d, %d replicas: loss %.4f after %.0f s",
                trial.shape().mode().name().toLowerCase(Locale.ROOT),
                trial.shape().moments().name().toLowerCase(Locale.ROOT),
                trial.shape().stepsPerEpoch(),
                trial.replicas(),
                outcome.heldOutLoss(),
                outcome.seconds());
    }

    private List<StageInput.Tokens> heldOut(DataManifest manifest) throws IOException {
        try (var shard = new TokenShardFile(out.resolve(manifest.heldOut().key()), manifest)) {
            var some = new ArrayList<StageInput.Tokens>();
            for (var i = 0; i < Math.min(records, shard.records()); i++) {
                some.add(shard.record(i));
            }
            return some;
        }
    }

    private static Preset own() throws IOException {
        try (var in = TrialComparison.class.getResourceAsStream("model.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the model of 'convergence'");
            }
            return Presets.parse(OWN_MODEL, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void check(long unit) {
        if (microbatches <= 0 || microbatches % unit != 0) {
            throw misused("--microbatches is %d; it must be a multiple of %d, whole epochs for all numbers of replicas"
                    .formatted(microbatches, unit));
        }
        if (seeds <= 0 || records <= 0 || (minutes != null && minutes <= 0)) {
            throw misused(
                    "--seeds %d, --records %d and --minutes %s must be positive".formatted(seeds, records, minutes));
        }
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
