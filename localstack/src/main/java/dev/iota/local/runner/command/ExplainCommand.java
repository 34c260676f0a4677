package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.local.runner.failure.RunnerException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a miner earned what it earned. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says why a miner earned what it earned: every number of the ledger that its share follows from.")
public final class ExplainCommand extends LookCommand {
    @Parameters(paramLabel = "HOTKEY", description = "The miner, as './iota scores' lists it.")
    private String hotkey = "";

    @Option(names = "--epoch", paramLabel = "N", description = "By the ledger of this epoch (default: the newest).")
    private @Nullable Integer epoch;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /**
     * For programs.
     *
     * @param explanation sentences, a line each
     */
    record ExplainedScore(String hotkey, int epoch, String ledgerSha256, List<String> explanation) {}

    @Override
    protected void look(RunReader reader, PrintWriter out) {
        var miner = reader.miner(new Hotkey(hotkey), Optional.ofNullable(epoch));
        var score = miner.score()
                .orElseThrow(() -> new RunnerException(
                        "no ledger is written yet: one is when an epoch is published and its audits are settled"));
        if (json) {
            out.println(
                    Json.write(new ExplainedScore(hotkey, score.epoch(), score.ledgerSha256(), score.explanation())));
        } else {
            score.explanation().forEach(sentence -> out.println(Terminal.plain(sentence)));
        }
    }
}
