package dev.iota.local.butterfly;

import dev.iota.core.base.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the curve of lost shards. */
@Command(
        name = "butterfly",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shares of the shards of a merge that would be lost where miners fail, by formula and"
                + " played by the code that plans and leases them.")
public final class ButterflyCommand implements Callable<Integer> {
    @Option(
            names = "--miners",
            paramLabel = "N",
            defaultValue = "20",
            description = "Of a stage (default: ${DEFAULT-VALUE}).")
    int miners;

    @Option(
            names = "--merges",
            paramLabel = "N",
            defaultValue = "100",
            description = "Played for each number (default: ${DEFAULT-VALUE}).")
    int merges;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Of all that is drawn (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        // The two owners, two more, and the leases after them all go to different miners.
        var fewest = 4 + LossCurve.RELEASES;
        if (miners < fewest || merges < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--miners is %d, which must be %d or more, and --merges %d, which must be positive"
                            .formatted(miners, fewest, merges));
        }
        var curve = LossCurve.of(miners, merges, seed);
        spec.commandLine().getOut().println(json ? Json.write(curve) : curve.text());
        return 0;
    }
}
