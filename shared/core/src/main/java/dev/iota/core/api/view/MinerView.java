package dev.iota.core.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/miners/{hotkey}}: a miner, how it treats its work, and its newest score explained.
 *
 * @param score of the newest epoch whose ledger is written; none before there is one
 */
public record MinerView(
        int format, Instant readAt, MinerSummary miner, Effort effort, Conduct conduct, Optional<Score> score)
        implements View {

    /**
     * What a miner's device did.
     *
     * @param secondsOfHops that it was busy with accepted hops, as it says
     * @param secondsBusy since its registration, as it says
     * @param epoch whose weights it has; none before it has said so
     */
    public record Effort(double secondsOfHops, double secondsBusy, Optional<Integer> epoch) {}

    /**
     * How a miner treats the work that it is given.
     *
     * @param openFaultsLoads wasted and not made good, in loads: what the miner can hold is one
     * @param evictions since it last had nothing open
     * @param reason the newest fault, or who evicted it and why; empty if nothing is on record
     * @param suspicion why its hops are audited more often than others; empty if they are not
     */
    public record Conduct(double openFaultsLoads, int evictions, String reason, String suspicion) {}

    /**
     * A score and what it follows from.
     *
     * @param epoch of the ledger
     * @param ledgerSha256 of the ledger
     * @param sharePercent of everything that is shared out, what is burned included
     * @param explanation sentences, a line each
     */
    public record Score(int epoch, String ledgerSha256, double sharePercent, List<String> explanation) {
        public Score {
            explanation = List.copyOf(explanation);
        }
    }
}
