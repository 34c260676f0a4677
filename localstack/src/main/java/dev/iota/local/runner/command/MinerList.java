package dev.iota.local.runner.command;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.terminal.Column;
import dev.iota.cloud.terminal.Ink;
import dev.iota.cloud.terminal.Table;
import dev.iota.cloud.terminal.Table.Cell;
import dev.iota.core.api.view.MinerSummary;
import dev.iota.core.api.view.MinerSummary.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The miners of a run as a table for people. */
final class MinerList {
    /** Shorter beginnings and ends of hotkeys are alike. */
    private static final int SHORTEST_HOTKEY = 13;

    private static final int SHORTEST_TEXT = 12;

    private MinerList() {}

    /** As the API shows them. */
    static Table of(List<MinerSummary> miners) {
        var table = new Table(List.of(
                Column.name("miner", SHORTEST_HOTKEY),
                Column.word("stage"),
                Column.word("state"),
                Column.number("in use"),
                Column.number("slots"),
                Column.number("forwards"),
                Column.number("backwards"),
                Column.number("s a hop"),
                Column.word("last seen"),
                Column.text("device", SHORTEST_TEXT),
                Column.text("version", SHORTEST_TEXT)));
        miners.forEach(miner -> table.row(
                miner.hotkey(),
                "stage " + miner.stage(),
                state(miner),
                miner.slotsInUse(),
                miner.slots(),
                miner.forwardsAccepted(),
                miner.backwardsAccepted(),
                "%.3f".formatted(miner.secondsPerHop()),
                time(miner.lastSeenAt()),
                miner.device(),
                miner.version()));
        return table;
    }

    private static Cell state(MinerSummary miner) {
        var text = miner.evictedUntil()
                .map(until -> "evicted until " + time(until))
                .orElseGet(
                        () -> miner.state().toString().toLowerCase(Locale.ROOT).replace('_', ' '));
        return new Cell(text, ink(miner.state()));
    }

    private static Ink ink(State state) {
        return switch (state) {
            case READY -> Ink.GOOD;
            case NOT_READY -> Ink.USUAL;
            case SILENT -> Ink.WARNING;
            case EVICTED -> Ink.BAD;
        };
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** As the owner of the run sees them, with what they did wrong. */
    static Table ofRecords(List<MinerRecord> miners) {
        var table = new Table(List.of(
                Column.name("miner", SHORTEST_HOTKEY),
                Column.word("stage"),
                Column.word("standing"),
                Column.number("slots"),
                Column.number("in flight"),
                Column.number("accepted"),
                Column.number("faults open"),
                Column.text("reason", SHORTEST_TEXT)));
        miners.forEach(miner -> table.row(
                miner.hotkey(),
                "stage " + miner.stage(),
                standing(miner),
                miner.slots(),
                miner.inFlight(),
                miner.accepted(),
                "%.2f".formatted(miner.conduct().open()),
                miner.conduct().reason()));
        return table;
    }

    private static Cell standing(MinerRecord miner) {
        return miner.conduct()
                .evictedUntil()
                .map(until -> new Cell("evicted until " + until, Ink.BAD))
                .orElseGet(() -> miner.active() ? new Cell("active", Ink.GOOD) : new Cell("silent", Ink.WARNING));
    }
}
