package dev.iota.core.score;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.score.EpochLedger.Counting;
import dev.iota.core.score.EpochLedger.MinerScore;
import dev.iota.core.score.EpochLedger.Penalty;
import dev.iota.core.score.EpochLedger.StageScore;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Computes the ledger of an epoch: S_m(n) of its miners, then I_m = Σ S_m(n) · w(t_n) over the window, then shares. The
 * same work gives the same bytes, whoever computes it.
 */
public final class LedgerComputation {
    private final ScoreRules rules;

    public LedgerComputation(ScoreRules rules) {
        this.rules = rules;
    }

    /**
     * The ledger that follows.
     *
     * @param record of the epoch
     * @param receipts by stage, of those stages that published something
     * @param earlier ledgers before it, ascending and without a gap to it; at least those of its window, and the last
     */
    public EpochLedger next(EpochRecord record, Map<Integer, StageReceipts> receipts, List<EpochLedger> earlier) {
        var published = earlier.isEmpty() || earlier.getLast().published().isBefore(record.published())
                ? record.published()
                : earlier.getLast().published();
        var counting = earlier.stream()
                .filter(ledger -> counts(ledger.published(), published))
                .toList();
        var stages = stages(record, receipts, counting);
        return new EpochLedger(
                rules.run(),
                record.epoch(),
                published,
                earlier.isEmpty() ? rules.sha256() : earlier.getLast().sha256(),
                rules.scores(),
                stages,
                record.failed(),
                window(record.epoch(), published, counting),
                Shares.of(scores(counting, stages), rules.scores()));
    }

    /** w(t): whether the score of an epoch that was published then still counts. At the very end of γ it does not. */
    public boolean counts(Instant then, Instant now) {
        return Duration.between(then, now).compareTo(rules.scores().window()) < 0;
    }

    private List<StageScore> stages(
            EpochRecord record, Map<Integer, StageReceipts> receipts, List<EpochLedger> counting) {
        var stages = rules.model().stages();
        var parts = Apportionment.of(
                Units.WHOLE,
                IntStream.range(0, stages)
                        .mapToObj(stage -> BigInteger.valueOf(rules.flops(stage)))
                        .toList());
        return IntStream.range(0, stages)
                .mapToObj(stage ->
                        stage(record, stage, parts.get(stage), Optional.ofNullable(receipts.get(stage)), counting))
                .toList();
    }

    private StageScore stage(
            EpochRecord record, int stage, Units part, Optional<StageReceipts> receipts, List<EpochLedger> counting) {
        var works = receipts.map(StageReceipts::miners).orElse(List.of());
        var normalised = Apportionment.of(
                part,
                works.stream()
                        .map(work -> BigInteger.valueOf(work.microbatches().size()))
                        .toList());
        var miners = IntStream.range(0, works.size())
                .mapToObj(i -> miner(record, works.get(i), normalised.get(i), counting))
                .toList();
        return new StageScore(
                stage,
                receipts.map(StageReceipts::sha256),
                rules.flops(stage),
                miners.stream().mapToLong(MinerScore::backwards).sum(),
                part,
                miners);
    }

    private MinerScore miner(
            EpochRecord record, StageReceipts.Work work, Units normalised, List<EpochLedger> counting) {
        var hotkey = work.hotkey();
        var failed = record.failed().stream()
                .filter(miner -> miner.hotkey().equals(hotkey))
                .mapToLong(EpochRecord.Failed::audits)
                .sum();
        var earlier =
                counting.stream().mapToLong(ledger -> ledger.failures(hotkey)).sum();
        var score =
                failed > 0 ? Units.ZERO : normalised.dividedBy(rules.scores().penalty(), earlier);
        return new MinerScore(hotkey, work.microbatches().size(), normalised, new Penalty(failed, earlier), score);
    }

    private static List<Counting> window(int epoch, Instant published, List<EpochLedger> counting) {
        var window = new ArrayList<Counting>();
        counting.forEach(ledger ->
                window.add(new Counting(ledger.epoch(), ledger.published(), Optional.of(ledger.sha256()), 1)));
        window.add(new Counting(epoch, published, Optional.empty(), 1));
        return window;
    }

    private static SortedMap<Hotkey, Units> scores(List<EpochLedger> counting, List<StageScore> stages) {
        var scores = new TreeMap<Hotkey, Units>();
        counting.forEach(ledger -> add(scores, ledger.stages()));
        add(scores, stages);
        return scores;
    }

    private static void add(SortedMap<Hotkey, Units> scores, List<StageScore> stages) {
        stages.stream()
                .flatMap(stage -> stage.miners().stream())
                .forEach(miner -> scores.merge(miner.hotkey(), miner.score(), Units::plus));
    }
}
