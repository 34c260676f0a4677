package dev.iota.cloud.table;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * Whom a run's owner named, in its order: those who may validate, since verdicts can take a miner's place away; or the
 * miners for which it vouches, from which others are measured, where the order says which stage each of them is at.
 *
 * @param hotkeys these and nobody else
 */
public record HotkeyList(List<Hotkey> hotkeys) {
    /** Of a run whose owner has not said anything. */
    public static final HotkeyList NOBODY = new HotkeyList(List.of());

    private static final int MOST = 1000;

    public HotkeyList {
        hotkeys = List.copyOf(hotkeys);
        if (hotkeys.size() > MOST) {
            throw new InvalidSpecException("%d hotkeys are named; at most %d".formatted(hotkeys.size(), MOST));
        }
    }
}
