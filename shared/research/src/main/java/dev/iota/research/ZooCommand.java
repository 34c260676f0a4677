package dev.iota.research;

import dev.iota.cloud.process.Supervised;
import dev.iota.core.base.Json;
import dev.iota.core.wire.Precision;
import dev.iota.model.text.corpus.Corpus;
import dev.iota.research.zoo.HonestCondition;
import dev.iota.research.zoo.HonestMiners;
import dev.iota.research.zoo.ZooModel;
import dev.iota.research.zoo.ZooRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Lets cheats and honest miners compute hops, audits them all, and tells what is found. */
@Command(
        name = "zoo",
        description = "Let miners that cheat and honest ones on other machines compute hops of a small model, audit "
                + "them as validators do, and tell how many are found and how many are accused.")
final class ZooCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--microbatches",
            paramLabel = "N",
            defaultValue = "600",
            description = "whose hops are audited; each of three stages, by every kind of miner"
                    + " (default: ${DEFAULT-VALUE})")
    private int microbatches;

    @Option(
            names = "--miners",
            paramLabel = "N",
            defaultValue = "200",
            description = "of every kind, when it comes to finding them (default: ${DEFAULT-VALUE})")
    private int miners;

    @Option(
            names = "--hops",
            paramLabel = "N",
            defaultValue = "100",
            description = "of every miner (default: ${DEFAULT-VALUE})")
    private int hops;

    @Option(
            names = "--shares",
            paramLabel = "A",
            split = ",",
            defaultValue = "0.01,0.05,0.2",
            description = "shares of hops that are audited (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private List<Double> shares;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "of the draws (default: 1)")
    private long seed;

    @Option(names = "--report", paramLabel = "FILE", description = "where to write everything as JSON, too")
    private @Nullable Path report;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/zoo",
            description = "where tokens, and what passes between processes, are kept (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private Path out;

    @Override
    public Integer call() throws Exception {
        check();
        Files.createDirectories(out);
        var training = ZooModel.preset(Precision.FLOAT32).training();
        var manifest = PackedText.write(out, Corpus.sample(), training);
        try (var tokens = new TrainingTokens(out, manifest)) {
            var size = new ZooRun.Size(seed, microbatches, miners, hops, shares);
            var result = new ZooRun(out.resolve("hops"), size, ZooCommand::play, this::tell).run(tokens::at);
            if (report != null) {
                Files.writeString(report, Json.mapper().valueToTree(result).toPrettyString() + "\n");
            }
            spec.commandLine().getOut().println(result.text());
        }
        return CommandLine.ExitCode.OK;
    }

    private void check() {
        if (microbatches <= 1 || miners <= 0 || hops <= 0) {
            throw misused("--microbatches %d, --miners %d and --hops %d must be positive, and the first above 1"
                    .formatted(microbatches, miners, hops));
        }
        for (var share : shares) {
            if (!(share > 0 && share <= 1)) {
                throw misused("--shares has %s; wanted numbers above 0 and at most 1".formatted(share));
            }
        }
        if (report != null) {
            var folder = Objects.requireNonNull(report.toAbsolutePath().getParent(), "a file is in a folder");
            if (!Files.isDirectory(folder)) {
                throw misused("--report: there is no folder " + folder);
            }
        }
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void tell(String news) {
        spec.commandLine().getErr().println(news);
    }

    /** With the JVM, the flags and the classes of this process. */
    private static void play(Path folder, Precision precision, HonestCondition condition)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ResearchCommand.class.getName()));
        command.addAll(List.of("zoo-miners", "--folder", folder.toString()));
        command.addAll(List.of("--precision", precision.name(), "--threads", Integer.toString(condition.threads())));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(condition.environment());
        var status = Supervised.start(builder).waitFor();
        if (status != 0) {
            throw new IOException(String.format(
                    Locale.ROOT, "honest miners with %s ended with exit status %d", condition.text(), status));
        }
    }

    /** One process of honest miners. */
    @Command(name = "zoo-miners", hidden = true, description = "Compute the hops of a folder honestly.")
    static final class Miners implements Callable<Integer> {
        @Option(names = "--folder", required = true)
        @SuppressWarnings("NullAway.Init") // required
        private Path folder;

        @Option(names = "--precision", required = true)
        @SuppressWarnings("NullAway.Init") // required
        private Precision precision;

        @Option(names = "--threads", required = true)
        private int threads;

        @Override
        public Integer call() throws IOException {
            HonestMiners.work(folder, precision, threads);
            return CommandLine.ExitCode.OK;
        }
    }
}
