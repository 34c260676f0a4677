package dev.iota.local.runner.command;

import dev.iota.cloud.terminal.Column;
import dev.iota.cloud.terminal.Ink;
import dev.iota.cloud.terminal.Table;
import dev.iota.cloud.terminal.Table.Cell;
import dev.iota.core.api.view.EpochSummary;
import dev.iota.core.epoch.Epoch;
import dev.iota.orchestrator.admin.EpochHistory;
import dev.iota.orchestrator.admin.EpochHistory.Start;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The epochs of a run as a table for people. */
final class EpochList {
    private static final int SHORTEST = 14;

    private EpochList() {}

    /** What each epoch starts from, which only the owner of the run sees. */
    static List<String> starts(List<EpochHistory> epochs) {
        return epochs.stream()
                .map(epoch -> "epoch %d starts from %s%s"
                        .formatted(epoch.epoch(), origins(epoch.starts()), epoch.current() ? ", the current one" : ""))
                .toList();
    }

    static Table of(List<EpochSummary> epochs) {
        var table = new Table(List.of(
                Column.number("epoch"),
                Column.word("phase"),
                Column.word("since"),
                Column.number("microbatches"),
                Column.number("held-out loss"),
                Column.text("merge", SHORTEST),
                Column.text("nothing merged of", SHORTEST)));
        for (var epoch : epochs) {
            var published = epoch.phase() == Epoch.Phase.PUBLISHED;
            var carried = epoch.carriedOver().stream()
                    .map(stage -> "stage %d: %s".formatted(stage.stage(), stage.reason()))
                    .collect(Collectors.joining("; "));
            table.row(
                    epoch.epoch(),
                    new Cell(epoch.phase().toString(), published ? Ink.USUAL : Ink.GOOD),
                    epoch.phaseSince().truncatedTo(ChronoUnit.SECONDS),
                    published ? epoch.merge().microbatches() : "-",
                    epoch.heldOut()
                            .map(loss -> "%.3f".formatted(loss.lossNats()))
                            .orElse("-"),
                    published ? merge(epoch) : "-",
                    new Cell(carried.isEmpty() ? "-" : carried, carried.isEmpty() ? Ink.USUAL : Ink.WARNING));
        }
        return table;
    }

    private static String merge(EpochSummary epoch) {
        var merge = epoch.merge();
        return "%.1f s, %d of %d shards agreed, %d by the merge function, %d uploads left out, %d redone"
                .formatted(
                        epoch.mergeSeconds(),
                        merge.shardsAgreed(),
                        merge.shards(),
                        merge.shardsByMergeFunction(),
                        merge.uploadsExcluded(),
                        epoch.positionsRedone());
    }

    /** Once where all stages say the same. */
    private static String origins(List<Start> stages) {
        return stages.stream().map(EpochList::start).distinct().collect(Collectors.joining(" | "));
    }

    private static String start(Start start) {
        var how = start.origin().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return start.parent()
                .map(parent -> "epoch %d, %s".formatted(parent, how))
                .orElse(how);
    }
}
