package dev.iota.cloud.table;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * Who may validate. Verdicts can take a miner's place away: so the run's owner says by name whose count.
 *
 * @param hotkeys these and nobody else
 */
public record ValidatorList(List<Hotkey> hotkeys) {
    /** Of a run whose owner has not said anything. */
    public static final ValidatorList NOBODY = new ValidatorList(List.of());

    private static final int MOST = 1000;

    public ValidatorList {
        hotkeys = List.copyOf(hotkeys);
        if (hotkeys.size() > MOST) {
            throw new InvalidSpecException(
                    "%d validators are listed; at most %d".formatted(hotkeys.size(), MOST));
        }
    }
}
