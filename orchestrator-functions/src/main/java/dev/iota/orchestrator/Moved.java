package dev.iota.orchestrator;

import dev.iota.core.microbatch.Microbatch;

/** What became of a {@link Move}. */
sealed interface Moved {
    /** It was written, and the microbatch is this now; work is on its way if it is leased. */
    record To(Microbatch microbatch) implements Moved {}

    /** Nobody has room, so there was nothing to write. */
    record Nowhere(String reason) implements Moved {}

    /** Somebody else wrote in between: load and decide again. */
    record Stale() implements Moved {}

    /** The miner that it depends on has registered again. */
    record Fenced() implements Moved {}
}
