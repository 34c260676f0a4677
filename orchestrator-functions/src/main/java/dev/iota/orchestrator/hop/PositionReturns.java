package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.AppliedRow;
import dev.iota.core.base.MalformedException;
import dev.iota.core.routing.Feed;
import dev.iota.core.step.Resumptions;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives data positions back to the plan whose gradients were acknowledged and then lost with a miner's memory. */
public final class PositionReturns {
    private static final Pattern STEP = Pattern.compile("(\\d{6})/(\\d{8})/(\\d{12})");

    private final Services services;
    private final StructuredLog structuredLog = new StructuredLog(PositionReturns.class);

    public PositionReturns(Services services) {
        this.services = services;
    }

    /** Of a gradient that a later registration of its miner does not have. */
    public static final String LOST = "its gradient was lost with the memory of its miner";

    /**
     * Whether a gradient is in no weights any more. The step that contains it decides; until that is on record, the
     * step that its event announced.
     */
    public static boolean isLost(AppliedRow row, Resumptions resumptions) {
        if (row.container().isPresent()) {
            var step = STEP.matcher(row.container().get());
            if (!step.matches()) {
                throw new MalformedException(
                        "'%s' names no step".formatted(row.container().get()));
            }
            return !resumptions.survives(
                    Long.parseLong(step.group(3)), Integer.parseInt(step.group(1)), Integer.parseInt(step.group(2)));
        }
        return row.acknowledged()
                .filter(a -> !resumptions.hasGradients(a.registration(), row.epoch(), a.step()))
                .isPresent();
    }

    /**
     * Whether what a miner lost is judged when the stage is published: once uploads are collected, what it had may be
     * in the one that it made.
     */
    public boolean waits(int epoch, int stage) {
        return services.epochs().stage(epoch, stage).isPresent();
    }

    /**
     * Gives positions back, each once: the marks on the microbatches, the feeds and the ends of the rows are one
     * transaction for each few of them, of one feed.
     *
     * @param reason for the log
     * @throws dev.iota.orchestrator.context.BusyException if others were faster every time
     */
    public void giveBack(Run run, List<AppliedRow> rows, String reason) {
        byFeed(run, rows).forEach(ofOne -> {
            for (var from = 0; from < ofOne.size(); from += Feed.TOGETHER) {
                var some = ofOne.subList(from, Math.min(from + Feed.TOGETHER, ofOne.size()));
                services.optimistic()
                        .until(
                                "microbatches from %d on"
                                        .formatted(some.getFirst().microbatch()),
                                Options.DEFAULT,
                                () -> tryToGiveBack(run, some, reason));
            }
        });
    }

    /** So that each transaction reads and writes one feed. */
    private static Collection<List<AppliedRow>> byFeed(Run run, List<AppliedRow> rows) {
        if (rows.size() < 2) {
            return rows.isEmpty() ? List.of() : List.of(rows);
        }
        var found =
                run.microbatches().get(rows.stream().map(AppliedRow::microbatch).toList());
        return rows.stream()
                .collect(Collectors.groupingBy(row -> Optional.ofNullable(found.get(row.microbatch()))
                        .map(microbatch -> run.feeds().shardOf(microbatch.position()))))
                .values();
    }

    /** False if another writer was faster. */
    private boolean tryToGiveBack(Run run, List<AppliedRow> rows, String reason) {
        var found =
                run.microbatches().get(rows.stream().map(AppliedRow::microbatch).toList());
        var lost = rows.stream()
                .filter(row -> row.acknowledged().isPresent())
                .flatMap(row -> Stream.ofNullable(found.get(row.microbatch())))
                .filter(microbatch -> !microbatch.redone())
                .toList();
        var transaction = services.transaction();
        rows.forEach(row -> services.applied().delete(transaction, row));
        lost.forEach(
                microbatch -> run.microbatches().put(transaction, microbatch.markedRedone(), microbatch.version()));
        lost.stream()
                .collect(Collectors.groupingBy(
                        microbatch -> run.feeds().shardOf(microbatch.position()),
                        Collectors.mapping(Feed.Redo::of, Collectors.toList())))
                .forEach((shard, again) -> run.feeds()
                        .put(transaction, run.feeds().get(shard).orElseThrow().withRedo(again)));
        if (!transaction.commit().committed()) {
            return false;
        }
        var hotkey = rows.getFirst().hotkey();
        lost.forEach(microbatch -> structuredLog.notable(
                "given back",
                reason,
                "microbatch",
                microbatch.id(),
                "position",
                microbatch.position(),
                "hotkey",
                hotkey));
        return true;
    }
}
