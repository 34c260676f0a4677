package dev.iota.core.api;

import dev.iota.core.wire.Work;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link RenewRequest}.
 *
 * @param gone of the awaited microbatches, those that will not come back to this miner: taken back, rescued or given up
 * @param confirmed of the unconfirmed steps, those on record; the others are to be sent again
 * @param credentials new ones, when the old ones are near their end
 * @param missed what the miner should have found in its inbox by now, to judge by the epoch it has: to load, or to
 *     upload
 */
public record RenewResponse(
        List<Long> gone, List<Integer> confirmed, Optional<QueueCredentials> credentials, List<Work> missed) {
    public RenewResponse {
        gone = List.copyOf(gone);
        confirmed = List.copyOf(confirmed);
        missed = List.copyOf(missed);
    }
}
