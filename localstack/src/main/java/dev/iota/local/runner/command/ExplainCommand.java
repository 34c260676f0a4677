package dev.iota.local.runner.command;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.score.Explanation;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.admin.ScoreBooks;
import java.io.PrintWriter;
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
public final class ExplainCommand extends OperatorCommand {
    @Parameters(paramLabel = "HOTKEY", description = "The miner, as './iota scores' lists it.")
    private String hotkey = "";

    @Option(names = "--epoch", paramLabel = "N", description = "By the ledger of this epoch (default: the newest).")
    private @Nullable Integer epoch;

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        var texts = ScoresCommand.written(open.operator().scores());
        var wanted = epoch == null ? texts.size() - 1 : epoch;
        if (wanted < 0 || wanted >= texts.size()) {
            throw new RunnerException("epoch %d has no ledger; there are those of 0 to %d", wanted, texts.size() - 1);
        }
        var window = ScoreBooks.window(texts.subList(0, wanted + 1));
        new Explanation(window, new Hotkey(hotkey)).lines().forEach(out::println);
    }
}
