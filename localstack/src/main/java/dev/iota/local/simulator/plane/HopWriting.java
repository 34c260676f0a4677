package dev.iota.local.simulator.plane;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One write of a hop: what is to be written, and under which conditions.
 *
 * @param rows of miners in the same transaction
 * @param followers miners that are written after it, each alone: see the orchestrator's {@code Slots}
 */
record HopWriting(
        HopMove move,
        HopWriter.@Nullable Chosen chosen,
        Microbatch next,
        Map<Hotkey, Integer> held,
        List<MinerRow> rows,
        List<MinerRow> followers) {

    static HopWriting of(
            Plane plane, HopMove move, HopWriter.@Nullable Chosen chosen, Microbatch next, Map<Hotkey, Integer> held) {
        var writing = new HopWriting(move, chosen, next, held, new ArrayList<>(4), new ArrayList<>(4));
        var taking = chosen != null && chosen.needsSlot() ? chosen.row() : null;
        move.blames.forEach(blame -> writing.touch(plane.state().miner(blame.hotkey())));
        writing.touch(move.lapsed);
        writing.touch(move.fenced);
        if (!writing.isAlone()) {
            writing.touch(taking);
        }
        writing.follow(taking);
        writing.follow(move.sender);
        held.keySet().forEach(hotkey -> writing.follow(plane.state().miner(hotkey)));
        return writing;
    }

    private void touch(@Nullable MinerRow row) {
        if (row != null && !rows.contains(row)) {
            rows.add(row);
        }
    }

    private void follow(@Nullable MinerRow row) {
        if (row != null && !rows.contains(row) && !followers.contains(row)) {
            followers.add(row);
        }
    }

    /** Whether the microbatch is all that changes together. */
    boolean isAlone() {
        return move.answer == HopMove.Answer.FORWARD && rows.isEmpty();
    }
}
