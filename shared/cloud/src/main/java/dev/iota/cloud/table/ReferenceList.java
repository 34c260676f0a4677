package dev.iota.cloud.table;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * Miners for which the run's owner vouches, since it runs them itself: others are measured from them.
 *
 * @param hotkeys in an order that says which stage each of them is at
 */
public record ReferenceList(List<Hotkey> hotkeys) {
    /** Of a run whose owner has not said anything. */
    public static final ReferenceList NOBODY = new ReferenceList(List.of());

    private static final int MOST = 100;

    public ReferenceList {
        hotkeys = List.copyOf(hotkeys);
        if (hotkeys.size() > MOST) {
            throw new InvalidSpecException(
                    "%d reference miners are listed; at most %d".formatted(hotkeys.size(), MOST));
        }
    }
}
