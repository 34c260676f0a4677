package dev.iota.local.runner.command;

import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.score.ChainWeights;
import dev.iota.core.score.EpochLedger;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes shares as a chain takes them. */
@Command(
        name = "export-weights",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes the shares of the newest ledger to a file, as Bittensor's set_weights takes them: 1 to"
                + " 65535 for each hotkey. Nothing is sent to a chain.")
public final class ExportWeightsCommand extends OperatorCommand {
    @Option(names = "--file", paramLabel = "F", required = true, description = "Where to.")
    private Path file = Path.of("");

    @Option(
            names = "--owner",
            paramLabel = "HOTKEY",
            required = true,
            description = "The owner of the run, who gets what is burned.")
    private String owner = "";

    @Option(
            names = "--uids",
            paramLabel = "FILE",
            description = "A JSON object from hotkey to uid in the subnet; without it the file has no uids.")
    private @Nullable Path uids;

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        var texts = ScoresCommand.written(open.operator().scores());
        var weights = ChainWeights.of(EpochLedger.read(texts.getLast()), new Hotkey(owner));
        var numbered = uids == null ? weights : weights.numbered(numbers(uids));
        new WeightsFile(file).set(numbered);
        out.printf("%d weights of epoch %d are in %s%n", numbered.weights().size(), numbered.epoch(), file);
    }

    private static Map<String, Integer> numbers(Path file) {
        try {
            var numbers = new LinkedHashMap<String, Integer>();
            Json.mapper()
                    .readTree(Files.readString(file))
                    .properties()
                    .forEach(entry ->
                            numbers.put(entry.getKey(), entry.getValue().asInt(-1)));
            return numbers;
        } catch (IOException e) {
            throw new RunnerException(e, "cannot read uids in %s: %s", file, FileReason.of(e));
        }
    }
}
