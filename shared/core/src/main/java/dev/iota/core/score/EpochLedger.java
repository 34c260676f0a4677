package dev.iota.core.score;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Canonical;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.ScoreSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an epoch earned whom, and every number that this follows from: a document that is written once. {@link
 * LedgerComputation} makes it, {@link LedgerChain} checks it.
 *
 * @param published when the run went on from the epoch, or when it did from the one before if that is later
 * @param before SHA-256 of the ledger before it; of the {@link ScoreRules} in the first
 * @param rules the constants
 * @param stages what was accepted in the epoch, and what it scores
 * @param failed whose audits of the epoch failed
 * @param window the epochs whose scores count, from the oldest to this one
 * @param shares who gets what as long as this ledger is the newest
 */
public record EpochLedger(
        String run,
        int epoch,
        Instant published,
        String before,
        ScoreSpec rules,
        List<StageScore> stages,
        List<EpochRecord.Failed> failed,
        List<Counting> window,
        Shares shares) {

    /**
     * What a stage scores.
     *
     * @param receipts SHA-256 of the stage's {@link StageReceipts}; none if nothing of it was published
     * @param flops of forward and backward of one microbatch
     * @param backwards that were accepted of all its miners
     * @param part of the epoch's score that the stage has: 2⁶⁴ · its FLOPs / those of all stages
     * @param miners in hotkey order
     */
    public record StageScore(
            int stage, Optional<String> receipts, long flops, long backwards, Units part, List<MinerScore> miners) {
        public StageScore {
            receipts.ifPresent(hash -> Sha256.require(hash, "receipts"));
            miners = List.copyOf(miners);
        }
    }

    /**
     * What a miner scores in a stage.
     *
     * @param backwards that were accepted
     * @param normalised the stage's part · its backwards / those of the stage
     * @param penalty what is taken of that
     * @param score what is left
     */
    public record MinerScore(Hotkey hotkey, long backwards, Units normalised, Penalty penalty, Units score) {}

    /**
     * What lowers a score.
     *
     * @param failed audits of this epoch: with one, nothing is left
     * @param earlier failed audits of earlier epochs in the window: each divides once
     */
    public record Penalty(long failed, long earlier) {}

    /**
     * An epoch whose scores count.
     *
     * @param ledger SHA-256 of its ledger; none of this one, which cannot name itself
     * @param weight w(t): 1 within the window
     */
    public record Counting(int epoch, Instant published, Optional<String> ledger, int weight) {}

    public EpochLedger {
        require(epoch >= 0, "epoch is %d; epochs count from 0", epoch);
        Sha256.require(before, "before");
        stages = List.copyOf(stages);
        failed = List.copyOf(failed);
        window = List.copyOf(window);
    }

    /**
     * Reads the canonical JSON. Whether the numbers follow from each other is {@link LedgerChain}'s to say.
     *
     * @throws dev.iota.core.base.MalformedException if the text is anything else
     */
    public static EpochLedger read(String text) {
        return Canonical.read(text, EpochLedger.class);
    }

    public String write() {
        return Json.write(this);
    }

    public String sha256() {
        return Sha256.hex(write());
    }

    /** What a miner scores in the epoch, in whichever stages. */
    public Units score(Hotkey hotkey) {
        return stages.stream()
                .flatMap(stage -> stage.miners().stream())
                .filter(miner -> miner.hotkey().equals(hotkey))
                .map(MinerScore::score)
                .reduce(Units.ZERO, Units::plus);
    }

    /** How many audits of a miner failed in the epoch. */
    public long failures(Hotkey hotkey) {
        return failed.stream()
                .filter(miner -> miner.hotkey().equals(hotkey))
                .mapToLong(EpochRecord.Failed::audits)
                .sum();
    }
}
