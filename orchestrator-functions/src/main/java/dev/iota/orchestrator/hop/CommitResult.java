package dev.iota.orchestrator.hop;

import dev.iota.core.microbatch.Microbatch;

/** What became of a {@link HopTransaction}. */
public sealed interface CommitResult {
    /** It was written, and the microbatch is this now; work is on its way if it is leased. */
    record To(Microbatch microbatch) implements CommitResult {}

    /** Nobody has room, so there was nothing to write. */
    record Nowhere(String reason) implements CommitResult {}

    /** Somebody else wrote in between, to the microbatch or a miner that changes with it: load and decide again. */
    record Stale() implements CommitResult {}

    /** The gradient was accepted before, for another step of its miner. */
    record Contradicted() implements CommitResult {}
}
