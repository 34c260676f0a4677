package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.score.Explanation;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.admin.ScoreBooks;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
        if (epoch != null) {
            throw new CommandLine.ParameterException(
                    line(), "the API explains the newest ledger; with --run or --deployed, --epoch names another");
        }
        var miner = reader.miner(new Hotkey(hotkey));
        var score = miner.score()
                .orElseThrow(() -> new RunnerException(
                        "no ledger is written yet: one is when an epoch is published" + " and its audits are settled"));
        say(new ExplainedScore(hotkey, score.epoch(), score.ledgerSha256(), score.explanation()), out);
    }

    private void say(ExplainedScore score, PrintWriter out) {
        if (json) {
            out.println(Json.write(score));
        } else {
            score.explanation().forEach(sentence -> out.println(Terminal.plain(sentence)));
        }
    }

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        var texts = ScoresCommand.written(open.operator().scores());
        var wanted = epoch == null ? texts.size() - 1 : epoch;
        if (wanted < 0 || wanted >= texts.size()) {
            throw new RunnerException("epoch %d has no ledger; there are those of 0 to %d", wanted, texts.size() - 1);
        }
        var window = ScoreBooks.window(texts.subList(0, wanted + 1));
        var miner = new Hotkey(hotkey);
        requireKnown(open, miner);
        say(new ExplainedScore(hotkey, wanted, window.getLast().sha256(), new Explanation(window, miner).lines()), out);
    }

    /** A ledger explains any hotkey; that of no miner is mistyped. */
    private static void requireKnown(OpenRun open, Hotkey miner) {
        var known = open.operator().minerAdmin().miners().stream()
                .anyMatch(record -> record.hotkey().equals(miner));
        if (!known) {
            throw new RunnerException("%s never registered with the run; './iota miners' lists those that did", miner);
        }
    }
}
