package dev.iota.research;

import dev.iota.core.base.Json;
import dev.iota.core.clasp.ClaspOptions;
import dev.iota.research.clasp.ClaspComparison;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How well miners that raise the loss are found, and how often honest ones are suspected. */
@Command(
        name = "clasp",
        description =
                "Simulate pathways through 25 miners, some of which raise the loss, and compare whom CLASP suspects"
                        + " with whom the z-score of mean losses does.")
final class ClaspCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "100",
            description = "simulated runs of every row with bad miners (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--honest-runs",
            paramLabel = "N",
            defaultValue = "1000",
            description = "simulated runs of every row without (default: ${DEFAULT-VALUE})")
    private int honestRuns;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "of the simulation (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() {
        if (runs <= 0 || honestRuns <= 0) {
            throw new ParameterException(
                    spec.commandLine(), "--runs %d and --honest-runs %d must be positive".formatted(runs, honestRuns));
        }
        var start = clock.instant();
        var comparison = ClaspComparison.of(ClaspOptions.DEFAULT, runs, honestRuns, seed);
        spec.commandLine().getOut().println(json ? Json.write(comparison) : comparison.text());
        // Standard output belongs to the comparison.
        var seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        spec.commandLine().getErr().println(String.format(Locale.ROOT, "%.1f s", seconds));
        return CommandLine.ExitCode.OK;
    }
}
