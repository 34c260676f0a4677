package dev.iota.local.runner.command;

import dev.iota.core.api.EpochStatus;
import dev.iota.orchestrator.admin.EpochHistory;
import dev.iota.orchestrator.admin.EpochHistory.Start;
import java.util.List;
import java.util.stream.Collectors;

/** The epochs of a run as a table for people. */
final class EpochList {
    private static final String ROW = "%7s  %-9s  %-28s  %15s  %s%n";

    private EpochList() {}

    static String text(List<EpochHistory> epochs) {
        return ROW.formatted("epoch", "phase", "starts from", "effective batch", "merge")
                + epochs.stream().map(EpochList::row).collect(Collectors.joining())
                + "* the current one";
    }

    private static String row(EpochHistory epoch) {
        var status = epoch.status();
        return ROW.formatted(
                (epoch.current() ? "* " : "") + epoch.epoch(),
                status.map(EpochStatus::phase).orElse("-"),
                starts(epoch.starts()),
                status.map(EpochStatus::figures)
                        .filter(figures -> figures.effectiveBatch() > 0)
                        .map(figures -> Long.toString(figures.effectiveBatch()))
                        .orElse("-"),
                status.map(EpochList::merge).orElse("-"));
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
        return "%.1f s, %d of %d shards agreed, %d by the merge function, %d uploads left out, %d redone"
                .formatted(
                        epoch.mergeSeconds(),
                        figures.shardsAgreed(),
                        figures.shards(),
                        figures.shardsByMergeFunction(),
                        figures.excluded().size(),
                        epoch.redone());
    }
}
