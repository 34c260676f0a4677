package dev.iota.core.api;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link RenewRequest}.
 *
 * @param gone of the awaited microbatches, those that will not come back to this miner: taken back, rescued or given up
 * @param confirmed of the unconfirmed steps, those on record; the others are to be sent again
 * @param credentials new ones, when the old ones are near their end
 */
public record RenewResponse(List<Long> gone, List<Integer> confirmed, Optional<QueueCredentials> credentials) {
    public RenewResponse {
        gone = List.copyOf(gone);
        confirmed = List.copyOf(confirmed);
    }
}
