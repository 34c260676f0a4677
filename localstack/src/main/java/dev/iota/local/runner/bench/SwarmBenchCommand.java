package dev.iota.local.runner.bench;

import dev.iota.core.base.Json;
import dev.iota.core.run.Presets;
import dev.iota.local.butterfly.ButterflyCommand;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.JavaCommands;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the swarm against the same model in one process. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a model by a swarm and in one process, in turns on the same cores, and"
                + " compares tokens a second. What one stage"
                + " reaches alone is measured by: java -jar miner-agent/target/miner-agent.jar bench."
                + " 'bench convergence' compares modes and lengths of epochs; 'bench clasp' shows how well miners that"
                + " raise the loss are found.",
        subcommands = {ButterflyCommand.class, LookersCommand.class})
public final class SwarmBenchCommand implements Callable<Integer> {
    @Option(
            names = "--preset",
            paramLabel = "NAME|FILE",
            defaultValue = TrainOptions.Model.PRESET,
            description = "Shape of the model (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    String preset;

    @Option(
            names = "--miners-per-stage",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replicas of each stage (default: ${DEFAULT-VALUE}).")
    int minersPerStage;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "5",
            description = "Windows of each of the two (default: ${DEFAULT-VALUE}).")
    int windows;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "15",
            description = "Of one window (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "0",
            description = "Of the one process (default: cores).")
    int threads;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (windows < 1 || seconds < 1 || minersPerStage < 1 || threads < 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    ("--windows %d, --seconds %d and --miners-per-stage %d must be positive, --threads"
                                    + " %d must not be negative")
                            .formatted(windows, seconds, minersPerStage, threads));
        }
        var cores = Runtime.getRuntime().availableProcessors();
        var bench = new Bench(
                preset,
                Presets.load(preset),
                minersPerStage,
                threads == 0 ? cores : threads,
                windows,
                Duration.ofSeconds(seconds),
                JavaCommands.ofThisJvm(),
                InstantSource.system());
        try {
            var report = bench.run(RunFolder.RUNS, System.err::println);
            spec.commandLine().getOut().println(json ? Json.write(report) : report.text());
            return 0;
        } catch (StoppedException e) {
            return StoppedException.EXIT_STATUS;
        }
    }
}
