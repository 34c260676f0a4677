package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.microbatch.SlotMark;
import dev.iota.core.microbatch.SlotRules;
import dev.iota.core.microbatch.SlotRules.Due;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Lets the records of miners follow what microbatches say: each is one write of its own, and the mark on its slot lets
 * it happen once. Whoever dies before it leaves it to whoever is called again, or to the sweep.
 */
public final class Slots {
    private final Services services;
    private final Candidates candidates;

    Slots(Services services, Candidates candidates) {
        this.services = services;
        this.candidates = candidates;
    }

    /** Whether the change was made that takes up a slot for a lease that is written already. */
    boolean take(MinerChange change, Slot slot, SlotMark mark) {
        // A write whose answer was lost is refused when the SDK sends it again.
        return write(change)
                || services.miners()
                        .get(slot.hotkey())
                        .flatMap(miner -> miner.mark(slot))
                        .equals(Optional.of(mark));
    }

    /** After a transition was written: counts the answer that it was about, of a miner that had the slot. */
    void follow(Microbatch next, HopAnswer answer) {
        settle(next, answer.slot(), answer.sender(), Optional.of(answer));
    }

    /** After a transition was written: gives slots back to miners that do not hold the microbatch any more. */
    void release(Microbatch next, Collection<Slot> slots) {
        services.miners().get(slots.stream().map(Slot::hotkey).toList()).forEach(miner -> slots.stream()
                .filter(slot -> slot.hotkey().equals(miner.hotkey()))
                .forEach(slot -> settle(next, slot, miner, Optional.empty())));
    }

    /** Makes up for what a handler that died left undone of one microbatch. */
    public void makeUp(Run run, long id, Set<Hotkey> hotkeys) {
        // Before the microbatch: what happens to a miner in between is seen in its version.
        var miners = services.miners().get(hotkeys);
        run.microbatches()
                .get(id)
                .ifPresent(microbatch -> miners.forEach(miner -> {
                    miner.held().stream()
                            .filter(slot -> slot.microbatch() == id)
                            .forEach(slot -> settle(microbatch, slot, miner, Optional.empty()));
                    Holders.slots(microbatch).stream()
                            .filter(slot -> slot.hotkey().equals(miner.hotkey()))
                            .filter(slot -> miner.mark(slot).isEmpty())
                            .forEach(slot -> write(taking(microbatch, slot).ifUnchanged(miner)));
                }));
    }

    /** A lease of a miner that is full is not told to it, and runs out; what it did already it holds in any case. */
    private static MinerChange taking(Microbatch microbatch, Slot slot) {
        var mark = SlotRules.mark(microbatch, slot);
        var change = new MinerChange(slot.hotkey()).take(slot, mark);
        return mark.forward() ? change : change.withRoom();
    }

    /** Makes up for what was left undone of whatever these miners hold. */
    public void makeUp(Run run, Collection<MinerRecord> miners) {
        var held = run.microbatches()
                .get(miners.stream()
                        .flatMap(miner -> miner.held().stream())
                        .map(Slot::microbatch)
                        .toList());
        miners.forEach(miner -> miner.held().forEach(slot -> Optional.ofNullable(held.get(slot.microbatch()))
                .ifPresent(microbatch -> settle(microbatch, slot, miner, Optional.empty()))));
    }

    private void settle(Microbatch microbatch, Slot slot, MinerRecord known, Optional<HopAnswer> answer) {
        if (tryToSettle(microbatch, slot, known, answer)) {
            return;
        }
        services.optimistic().until("slot %s of %s".formatted(slot.name(), slot.hotkey()), Options.DEFAULT, () -> {
            var miner = services.miners().get(slot.hotkey());
            // The answer came from a process that is gone, or has no place: what it did counts.
            return miner.isEmpty() || tryToSettle(microbatch, slot, miner.get(), Optional.empty());
        });
    }

    /** False if something happened to the miner in between. */
    private boolean tryToSettle(Microbatch microbatch, Slot slot, MinerRecord miner, Optional<HopAnswer> answer) {
        var change = new MinerChange(slot.hotkey());
        if (!settle(change, microbatch, slot, miner, answer)) {
            return true;
        }
        answer.ifPresent(said -> said.heard(change, services.now()));
        return write(change);
    }

    /** Adds what is due of a slot in use to a change of its miner; false if nothing is. */
    boolean settle(
            MinerChange change, Microbatch microbatch, Slot slot, MinerRecord miner, Optional<HopAnswer> answer) {
        var mark = miner.mark(slot);
        return switch (SlotRules.due(microbatch, slot, mark)) {
            case Due.Nothing nothing -> false;
            case Due.Take take -> false;
            case Due.CountForward count -> {
                change.forward(seconds(microbatch, slot, mark, answer), services.now())
                        .mark(slot, mark.orElseThrow(), mark.get().counted());
                yield true;
            }
            case Due.Release release -> {
                if (release.forward()) {
                    change.forwardBefore();
                }
                if (release.backward()) {
                    change.backward(seconds(microbatch, slot, mark, answer), services.now());
                }
                change.release(slot, mark.orElseThrow());
                yield true;
            }
        };
    }

    /** Where the answer is not at hand, the seconds of a backward are not told apart from those of its forward. */
    private static double seconds(
            Microbatch microbatch, Slot slot, Optional<SlotMark> mark, Optional<HopAnswer> answer) {
        return answer.map(HopAnswer::seconds)
                .orElseGet(() -> mark.filter(SlotMark::forward).isPresent()
                        ? 0
                        : microbatch.hops().get(slot.stage()).seconds());
    }

    private boolean write(MinerChange change) {
        var written = services.miners().changed(change);
        written.ifPresent(candidates::found);
        return written.isPresent();
    }
}
