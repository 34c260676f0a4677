package dev.iota.core.clasp;

import static dev.iota.core.base.Require.require;

import java.util.List;
import java.util.Optional;

/**
 * What CLASP knows when an epoch is over: a part of a document. It follows from the one before and the pathways of the
 * epoch.
 *
 * @param added what came of the epoch
 * @param look the newest one, whichever epoch it is of; it holds until the next
 */
public record ClaspEpoch(String run, int epoch, Added added, Optional<ClaspLook> look, ClaspSums sums) {
    /**
     * What of an epoch was added.
     *
     * @param pathways that were added
     * @param remark in a sentence
     */
    public record Added(int pathways, String remark) {
        public Added {
            require(pathways >= 0, "%d pathways were added", pathways);
        }
    }

    /** @throws dev.iota.core.base.MalformedException if its parts contradict each other */
    public ClaspEpoch {
        require(epoch >= 0, "epoch %d; the first one is 0", epoch);
        for (var seen : sums.seats()) {
            require(
                    seen.last() >= 0 && seen.last() <= epoch,
                    "%s was seen in epoch %d, and this is epoch %d",
                    seen.miner(),
                    seen.last(),
                    epoch);
        }
        require(
                look.map(ClaspLook::number).orElse(0) == sums.looks().spent(),
                "look %d is the newest of %d",
                look.map(ClaspLook::number).orElse(0),
                sums.looks().spent());
        look.ifPresent(newest -> newest.miners().forEach(ClaspEpoch::requireEffect));
    }

    private static void requireEffect(MinerEffect miner) {
        require(
                Double.isFinite(miner.effect()) && Double.isFinite(miner.standardError()) && miner.standardError() >= 0,
                "the effect of %s is %s ± %s",
                miner.seat().miner(),
                miner.effect(),
                miner.standardError());
        require(
                miner.judged() || !miner.suspected(),
                "%s is suspected and not judged",
                miner.seat().miner());
    }

    /** Miners that the newest look suspects. */
    public List<MinerEffect> suspected() {
        return look.map(ClaspLook::suspected).orElse(List.of());
    }
}
