package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.terminal.ProgressBar;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.base.Json;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.admin.ScoreBooks;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what the miners of a run earned. */
@Command(
        name = "scores",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists what the miners of a run earned, by its newest ledger, after computing all ledgers again;"
                + " writes everything that they follow from into a folder.")
public final class ScoresCommand extends OperatorCommand {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description = "Write ledgers, receipts and verdicts there, for 'validator-agent recompute'.")
    private @Nullable Path export;

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        var books = open.operator().scores();
        var texts = written(books);
        if (export != null) {
            try (var bar = ProgressBar.of(line().getErr(), "writing ledgers")) {
                new LedgerExport(export).write(books, texts, written -> bar.update(written, texts.size(), ""));
            }
        }
        list(open.reader(), out);
        if (json) {
            return;
        }
        out.println(checked(books, texts)
                .map("NOT RIGHT: %s"::formatted)
                .orElse("%d ledgers follow from receipts and verdicts, to the byte".formatted(texts.size())));
    }

    private Optional<String> checked(ScoreBooks books, List<String> texts) {
        try (var bar = ProgressBar.of(line().getErr(), "computing ledgers again")) {
            return books.check(texts, done -> bar.update(done, texts.size(), ""));
        }
    }

    @Override
    protected void look(RunReader reader, PrintWriter out) {
        if (export != null) {
            super.look(reader, out);
        }
        list(reader, out);
    }

    private void list(RunReader reader, PrintWriter out) {
        var scores = reader.scores(Optional.empty());
        if (json) {
            out.println(Json.write(scores));
        } else {
            ScoreList.lines(scores, Terminal.ofThisProcess()).forEach(out::println);
        }
    }

    /** @throws RunnerException if there is no ledger yet */
    static List<String> written(ScoreBooks books) {
        var texts = books.texts();
        if (texts.isEmpty()) {
            throw new RunnerException(
                    "no ledger is written yet: one is when an epoch is published and its audits are settled");
        }
        return texts;
    }
}
