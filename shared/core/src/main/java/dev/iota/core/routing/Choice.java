package dev.iota.core.routing;

import dev.iota.core.base.Sentence;
import dev.iota.core.microbatch.Lease;
import java.util.Optional;

/**
 * Who gets a hop, and why; nobody if the lease is empty.
 *
 * @param needsSlot whether the miner takes the microbatch in with this hop; a gradient that comes back to its owner
 *     takes none
 */
public record Choice(Optional<Lease> lease, boolean needsSlot, Sentence why) {
    static Choice nobody(String reason, Object... values) {
        return new Choice(Optional.empty(), false, new Sentence(reason, values));
    }

    public String reason() {
        return why.toString();
    }
}
