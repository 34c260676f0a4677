package dev.iota.miner.agent.view;

import java.time.Instant;
import java.util.Optional;

/**
 * What a look at a miner finds that it waits for.
 *
 * @param what names the thing that is waited for: two looks that find the same one, and no other beginning, are of one
 *     wait
 * @param reason one sentence, which may hold how far it is
 * @param since when it began, where that is known
 * @param end when it should be over, as far as this look knows
 */
record Wait(String what, String reason, Optional<Instant> since, Optional<Instant> end) {
    static Wait of(String what, String reason) {
        return until(what, reason, Optional.empty());
    }

    static Wait until(String what, String reason, Optional<Instant> end) {
        return new Wait(what, reason, Optional.empty(), end);
    }

    /** The same, of a device that rests since then. */
    Wait since(Instant rested) {
        return new Wait(what, reason, Optional.of(rested), end);
    }
}
