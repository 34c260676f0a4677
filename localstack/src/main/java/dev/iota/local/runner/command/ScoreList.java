package dev.iota.local.runner.command;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.score.EpochLedger;
import dev.iota.core.score.EpochLedger.StageScore;
import dev.iota.core.score.Shares.MinerShare;
import dev.iota.core.score.Units;
import java.util.stream.Collectors;

/** A ledger as a table for people. */
final class ScoreList {
    private static final String ROW = "%-48s  %6s  %9s  %14s  %14s  %20s  %s%n";

    private ScoreList() {}

    static String text(EpochLedger ledger) {
        var shares = ledger.shares();
        return "run %s, ledger of epoch %d, published at %s%n"
                        .formatted(ledger.run(), ledger.epoch(), ledger.published())
                + "SHA-256 %s, before it %s%n".formatted(ledger.sha256(), ledger.before())
                + "%d epochs count: scores live for %s%n"
                        .formatted(ledger.window().size(), ledger.rules().window())
                + ROW.formatted("miner", "stage", "backwards", "of the epoch", "of the window", "share of 2^64", "")
                + shares.miners().stream().map(miner -> row(ledger, miner)).collect(Collectors.joining())
                + ROW.formatted(
                                "burned to the owner",
                                "",
                                "",
                                "",
                                "",
                                shares.burned(),
                                shares.burned().percentOf(Units.WHOLE))
                        .stripTrailing();
    }

    private static String row(EpochLedger ledger, MinerShare miner) {
        var hotkey = miner.hotkey();
        var all = ledger.shares().miners().stream().map(MinerShare::score).reduce(Units.ZERO, Units::plus);
        return ROW.formatted(
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
