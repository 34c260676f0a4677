package dev.iota.local.runner.command;

import dev.iota.cloud.terminal.Column;
import dev.iota.cloud.terminal.Ink;
import dev.iota.cloud.terminal.Table;
import dev.iota.cloud.terminal.Table.Cell;
import dev.iota.core.api.EpochStatus;
import dev.iota.core.api.view.EpochSummary;
import dev.iota.core.epoch.Epoch;
import dev.iota.orchestrator.admin.EpochHistory;
import dev.iota.orchestrator.admin.EpochHistory.Start;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** The epochs of a run as a table for people. */
final class EpochList {
    private static final int SHORTEST = 14;

    private EpochList() {}

    /** As the owner of the run sees them, with what each started from. */
    static Table ofHistory(List<EpochHistory> epochs) {
        var table = new Table(List.of(
                Column.number("epoch"),
                Column.word("phase"),
                Column.text("starts from", SHORTEST),
                Column.number("effective batch"),
                Column.text("merge", SHORTEST)));
        for (var epoch : epochs) {
            var status = epoch.status();
            table.row(
                    (epoch.current() ? "* " : "") + epoch.epoch(),
                    status.map(EpochStatus::phase).orElse("-"),
                    starts(epoch.starts()),
                    status.map(EpochStatus::figures)
                            .filter(figures -> figures.effectiveBatch() > 0)
                            .map(figures -> Long.toString(figures.effectiveBatch()))
                            .orElse("-"),
                    status.map(EpochList::merge).orElse("-"));
        }
        return table;
    }

    /** As the API shows them. */
    static Table of(List<EpochSummary> epochs) {
        var table = new Table(List.of(
                Column.number("epoch"),
                Column.word("phase"),
                Column.word("since"),
                Column.number("microbatches"),
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
                    published ? merge(epoch) : "-",
                    new Cell(carried.isEmpty() ? "-" : carried, carried.isEmpty() ? Ink.USUAL : Ink.WARNING));
        }
        return table;
    }

    private static String merge(EpochSummary epoch) {
        var merge = epoch.merge();
        return merge(
                epoch.mergeSeconds(),
                new Shards(merge.shardsAgreed(), merge.shards(), merge.shardsByMergeFunction()),
                merge.uploadsExcluded(),
                epoch.positionsRedone());
    }

    /** Of a merge. */
    private record Shards(int agreed, int all, int byFunction) {}

    private static String merge(double seconds, Shards shards, int excluded, long redone) {
        return "%.1f s, %d of %d shards agreed, %d by the merge function, %d uploads left out, %d redone"
                .formatted(seconds, shards.agreed(), shards.all(), shards.byFunction(), excluded, redone);
    }

    /** Once where all stages say the same. */
    private static String starts(List<Start> stages) {
        return stages.stream().map(EpochList::start).distinct().collect(Collectors.joining(" | "));
    }

    private static String start(Start start) {
        var how = start.origin().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return start.parent()
                .map(parent -> "epoch %d, %s".formatted(parent, how))
                .orElse(how);
    }

    private static String merge(EpochStatus epoch) {
        var figures = epoch.figures();
        if (!epoch.phase().equals("PUBLISHED")) {
            return "-";
        }
        return merge(
                epoch.mergeSeconds(),
                new Shards(figures.shardsAgreed(), figures.shards(), figures.shardsByMergeFunction()),
                figures.excluded().size(),
                epoch.redone());
    }
}
