package dev.iota.core.microbatch;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;

/**
 * A miner's right to one hop, until it runs out.
 *
 * @param id random; names the attempt, and the object it may write
 * @param registration of the miner when it was given; a later registration fences it
 */
public record Lease(String id, Hotkey hotkey, long registration, Instant until) {

    public boolean isOver(Instant now) {
        return now.isAfter(until);
    }

    Lease extendedTo(Instant later) {
        return new Lease(id, hotkey, registration, later);
    }
}
