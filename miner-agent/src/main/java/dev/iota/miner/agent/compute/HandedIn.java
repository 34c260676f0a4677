package dev.iota.miner.agent.compute;

/**
 * What came of the upload of a miner that leaves.
 *
 * @param reason why it is not there, if it is not
 */
public record HandedIn(Outcome outcome, String reason) {
    /** How it ended. */
    public enum Outcome {
        /** It is stored, and the orchestrator is told. */
        STORED,
        /** The miner has trained nothing in the epoch. */
        NOTHING,
        /** An upload is under way that was asked for. */
        BUSY,
        /** It is not stored, and the orchestrator does not know of it. */
        FAILED
    }

    public static HandedIn of(Outcome outcome) {
        return new HandedIn(outcome, "");
    }

    public static HandedIn failed(String reason) {
        return new HandedIn(Outcome.FAILED, reason);
    }
}
