package dev.iota.core.api.view;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/scores}: a page of who gets what as long as the ledger of an epoch is the newest, in hotkey order.
 *
 * @param epoch whose ledger it is; none if no ledger is written yet
 * @param ledgerSha256 of that ledger
 * @param publishedAt when the run went on from the epoch
 * @param burnedPercent of everything, which the owner of the run gets
 * @param next what {@code after} has to be for the next page; none after the last one
 */
public record ScoresView(
        int format,
        Instant readAt,
        Optional<Integer> epoch,
        Optional<String> ledgerSha256,
        Optional<Instant> publishedAt,
        double burnedPercent,
        List<MinerScore> scores,
        Optional<String> next)
        implements View {

    /**
     * What one miner gets.
     *
     * @param stages that it worked at in the epoch
     * @param backwards of its that count in what the epoch published
     * @param scorePercent of what the miners of one epoch can score together, summed over the epochs that count
     * @param sharePercent of everything that is shared out, what is burned included
     * @param capped whether it would get more without the cap
     * @param auditsFailed in the epochs that count
     */
    public record MinerScore(
            Hotkey hotkey,
            List<Integer> stages,
            long backwards,
            double scorePercent,
            double sharePercent,
            boolean capped,
            long auditsFailed) {
        public MinerScore {
            stages = List.copyOf(stages);
        }
    }

    public ScoresView {
        scores = List.copyOf(scores);
    }
}
