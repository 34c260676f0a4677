package dev.iota.local.runner.command;

import dev.iota.cloud.terminal.Column;
import dev.iota.cloud.terminal.Table;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.api.view.ScoresView;
import dev.iota.core.api.view.ScoresView.MinerScore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A ledger as a table for people. */
final class ScoreList {
    private static final int SHORTEST_HOTKEY = 13;

    private ScoreList() {}

    static List<String> lines(ScoresView scores, Terminal terminal) {
        if (scores.epoch().isEmpty()) {
            return List.of("no ledger is written yet: one is when an epoch is published and its audits are settled");
        }
        var lines = new ArrayList<>(List.of(
                "ledger of epoch %d, published at %s"
                        .formatted(
                                scores.epoch().get(),
                                scores.publishedAt().map(Object::toString).orElse("-")),
                "SHA-256 " + scores.ledgerSha256().orElse("-")));
        var table = new Table(List.of(
                Column.name("miner", SHORTEST_HOTKEY),
                Column.number("stage"),
                Column.number("backwards"),
                Column.number("of one epoch's score"),
                Column.number("share"),
                Column.word("")));
        scores.scores()
                .forEach(miner -> table.row(
                        miner.hotkey(),
                        stages(miner),
                        miner.backwards(),
                        "%.6f %%".formatted(miner.scorePercent()),
                        "%.6f %%".formatted(miner.sharePercent()),
                        remark(miner)));
        table.row("burned to the owner", "", "", "", "%.6f %%".formatted(scores.burnedPercent()), "");
        lines.addAll(table.lines(terminal));
        return lines;
    }

    private static String stages(MinerScore miner) {
        return miner.stages().isEmpty()
                ? "-"
                : miner.stages().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String remark(MinerScore miner) {
        var failed = miner.auditsFailed() == 0 ? "" : "%d audits failed".formatted(miner.auditsFailed());
        return miner.capped() ? ("capped  " + failed).strip() : failed;
    }
}
