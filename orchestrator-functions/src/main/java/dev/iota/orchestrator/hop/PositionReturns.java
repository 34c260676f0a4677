package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.AppliedRow;
import dev.iota.core.base.MalformedException;
import dev.iota.core.routing.Feed;
import dev.iota.core.step.Resumptions;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.util.regex.Pattern;

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
                .filter(a -> !resumptions.survives(a.registration(), row.epoch(), a.step()))
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
     * Gives one position back, once: the mark on the microbatch, the feed and the end of the row are one transaction.
     *
     * @param reason for the log
     * @throws dev.iota.orchestrator.context.BusyException if others were faster every time
     */
    public void giveBack(Run run, AppliedRow row, String reason) {
        services.optimistic()
                .until(
                        "microbatch %d".formatted(row.microbatch()),
                        Options.DEFAULT,
                        () -> tryToGiveBack(run, row, reason));
    }

    /** False if another writer was faster. */
    private boolean tryToGiveBack(Run run, AppliedRow row, String reason) {
        var found = run.microbatches().get(row.microbatch());
        if (row.acknowledged().isEmpty() || found.isEmpty() || found.get().redone()) {
            services.applied().delete(row);
            return true;
        }
        var microbatch = found.get();
        var feed = run.feeds().get(run.feeds().shardOf(microbatch.position())).orElseThrow();
        var transaction = services.transaction();
        run.microbatches().put(transaction, microbatch.markedRedone(), microbatch.version());
        run.feeds().put(transaction, feed.withRedo(Feed.Redo.of(microbatch)));
        services.applied().delete(transaction, row);
        if (!transaction.commit().committed()) {
            return false;
        }
        structuredLog.notable(
                "given back",
                reason,
                "microbatch",
                microbatch.id(),
                "position",
                microbatch.position(),
                "hotkey",
                row.hotkey());
        return true;
    }
}
