package dev.iota.local.runner.command;

import dev.iota.cloud.terminal.Column;
import dev.iota.cloud.terminal.Table;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.api.view.ScoresView;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.score.EpochLedger;
import dev.iota.core.score.EpochLedger.StageScore;
import dev.iota.core.score.Shares.MinerShare;
import dev.iota.core.score.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A ledger as a table for people. */
final class ScoreList {
    private static final int SHORTEST_HOTKEY = 13;

    private ScoreList() {}

    /** A whole ledger. */
    static List<String> lines(EpochLedger ledger, Terminal terminal) {
        var lines = new ArrayList<>(List.of(
                "run %s, ledger of epoch %d, published at %s"
                        .formatted(ledger.run(), ledger.epoch(), ledger.published()),
                "SHA-256 %s, before it %s".formatted(ledger.sha256(), ledger.before()),
                "%d epochs count: scores live for %s"
                        .formatted(ledger.window().size(), ledger.rules().window())));
        var table = new Table(List.of(
                Column.name("miner", SHORTEST_HOTKEY),
                Column.number("stage"),
                Column.number("backwards"),
                Column.number("of the epoch"),
                Column.number("of the window"),
                Column.number("share of 2^64"),
                Column.word("")));
        ledger.shares().miners().forEach(miner -> row(table, ledger, miner));
        var burned = ledger.shares().burned();
        table.row("burned to the owner", "", "", "", "", burned, burned.percentOf(Units.WHOLE));
        lines.addAll(table.lines(terminal));
        return lines;
    }

    /** What the API shows of a ledger. */
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
                Column.number("of one epoch's score"),
                Column.number("share"),
                Column.word("")));
        scores.scores()
                .forEach(miner -> table.row(
                        miner.hotkey(),
                        "%.6f %%".formatted(miner.scorePercent()),
                        "%.6f %%".formatted(miner.sharePercent()),
                        miner.capped() ? "capped" : ""));
        table.row("burned to the owner", "", "%.6f %%".formatted(scores.burnedPercent()), "");
        lines.addAll(table.lines(terminal));
        return lines;
    }

    private static void row(Table table, EpochLedger ledger, MinerShare miner) {
        var hotkey = miner.hotkey();
        var all = ledger.shares().miners().stream().map(MinerShare::score).reduce(Units.ZERO, Units::plus);
        table.row(
                hotkey,
                stages(ledger, hotkey),
                backwards(ledger, hotkey),
                ledger.score(hotkey).percentOf(Units.WHOLE),
                miner.score().percentOf(all),
                miner.share(),
                miner.share().percentOf(Units.WHOLE) + remark(ledger, miner));
    }

    private static String remark(EpochLedger ledger, MinerShare miner) {
        var failed = ledger.failures(miner.hotkey());
        return (miner.capped() ? "  capped" : "") + (failed > 0 ? "  %d audits failed".formatted(failed) : "");
    }

    private static String stages(EpochLedger ledger, Hotkey hotkey) {
        var stages = ledger.stages().stream()
                .filter(stage ->
                        stage.miners().stream().anyMatch(miner -> miner.hotkey().equals(hotkey)))
                .map(StageScore::stage)
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        return stages.isEmpty() ? "-" : stages;
    }

    private static long backwards(EpochLedger ledger, Hotkey hotkey) {
        return ledger.stages().stream()
                .flatMap(stage -> stage.miners().stream())
                .filter(miner -> miner.hotkey().equals(hotkey))
                .mapToLong(EpochLedger.MinerScore::backwards)
                .sum();
    }
}
