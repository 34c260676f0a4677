package dev.iota.core.microbatch;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose slots a microbatch takes up: see {@link Microbatch#isHeldBy}. Slots in use are counted from its transitions
 * alone.
 */
public final class Holders {
    private Holders() {}

    /** The miners that hold it, one entry for each stage that does. */
    public static List<Hotkey> of(Microbatch microbatch) {
        return slots(microbatch).stream().map(Slot::hotkey).toList();
    }

    /** The slots that it takes up, in the order of stages. */
    public static List<Slot> slots(Microbatch microbatch) {
        var slots = new ArrayList<Slot>();
        if (microbatch.isOpen()) {
            var id = microbatch.id();
            var passed = Math.min(microbatch.stage(), microbatch.hops().size());
            for (var stage = 0; stage < passed; stage++) {
                slots.add(new Slot(microbatch.hops().get(stage).hotkey(), id, stage));
            }
            microbatch
                    .lease()
                    .map(Lease::hotkey)
                    .or(microbatch::owner)
                    .ifPresent(hotkey -> slots.add(new Slot(hotkey, id, microbatch.stage())));
        }
        return slots;
    }

    /** By how much the slots in use of each miner change; a miner without a change is absent. */
    public static Map<Hotkey, Integer> change(List<Hotkey> before, List<Hotkey> after) {
        var change = new HashMap<Hotkey, Integer>();
        after.forEach(hotkey -> change.merge(hotkey, 1, Integer::sum));
        before.forEach(hotkey -> change.merge(hotkey, -1, Integer::sum));
        change.values().removeIf(difference -> difference == 0);
        return change;
    }
}
