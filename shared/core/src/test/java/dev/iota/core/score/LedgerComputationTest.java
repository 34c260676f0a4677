package dev.iota.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.ScoreSpec;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ledger")
class LedgerComputationTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final ScoreSpec NOTHING_BURNED = Scores.spec(ScoreSpec.MILLION, 0);

    @Test
    void a_stage_has_the_part_of_an_epoch_that_its_operations_have_of_the_models() {
        var ledger = Scores.ledger(NOTHING_BURNED, List.of(epoch(0, Duration.ZERO, 5, 5)));
        var all = ledger.stages().stream()
                .mapToLong(EpochLedger.StageScore::flops)
                .sum();

        assertThat(ledger.stages()).allSatisfy(stage -> assertThat(stage.part()
                        .value()
                        .subtract(Units.WHOLE
                                .value()
                                .multiply(BigInteger.valueOf(stage.flops()))
                                .divide(BigInteger.valueOf(all))))
                .isBetween(BigInteger.ZERO, BigInteger.ONE));
    }

    /** The second one's stage has slow neighbours: of it, too, everything that was done was done by its miners. */
    @Test
    void what_a_miner_scores_depends_on_its_part_of_its_own_stage_and_not_on_how_much_the_stage_did() {
        var fast = Map.of(0, Scores.receipts(0, 0, 30, 10), 1, Scores.receipts(0, 1, 0, 0, 400));
        var slow = Map.of(0, Scores.receipts(0, 0, 3, 1), 1, Scores.receipts(0, 1, 0, 0, 400));

        var record = Scores.record(0, Duration.ZERO);
        assertThat(Scores.ledger(NOTHING_BURNED, List.of(new LedgerEvidence(record, fast)))
                        .score(Scores.MINERS.getFirst()))
                .isEqualTo(Scores.ledger(NOTHING_BURNED, List.of(new LedgerEvidence(record, slow)))
                        .score(Scores.MINERS.getFirst()));
    }

    @Test
    void a_score_counts_in_full_just_before_the_window_ends_and_not_at_all_when_it_ends() {
        var window = ScoreSpec.DEFAULT.window();
        var before = Scores.ledger(
                NOTHING_BURNED, List.of(epoch(0, Duration.ZERO, 4, 0), epoch(1, window.minusNanos(1), 0, 4)));
        var after = Scores.ledger(NOTHING_BURNED, List.of(epoch(0, Duration.ZERO, 4, 0), epoch(1, window, 0, 4)));

        assertThat(before.window()).extracting(EpochLedger.Counting::epoch).containsExactly(0, 1);
        assertThat(before.shares().of(Scores.MINERS.get(0))).isEqualTo(half());
        assertThat(before.shares().of(Scores.MINERS.get(1))).isEqualTo(half());
        assertThat(after.window()).extracting(EpochLedger.Counting::epoch).containsExactly(1);
        assertThat(after.shares().of(Scores.MINERS.get(0))).isEqualTo(Units.ZERO);
        assertThat(after.shares().of(Scores.MINERS.get(1))).isEqualTo(Units.WHOLE);
    }

    @Test
    void a_failed_audit_takes_the_score_of_the_epoch_and_divides_those_that_follow_in_the_window() {
        var liar = Scores.MINERS.getFirst();
        var first = epoch(0, Duration.ZERO, 5, 5);
        var caught = new LedgerEvidence(Scores.failed(first.record(), liar, 2), first.receipts());
        var ledgers = Scores.ledgers(
                NOTHING_BURNED, List.of(caught, epoch(1, HOUR, 5, 5), epoch(2, ScoreSpec.DEFAULT.window(), 5, 5)));

        assertThat(ledgers.get(0).score(liar)).isEqualTo(Units.ZERO);
        assertThat(ledgers.get(0).score(Scores.MINERS.get(1)).isZero()).isFalse();
        assertThat(ledgers.get(0).shares().of(liar)).isEqualTo(Units.ZERO);
        // Each of three stages is rounded down by itself.
        var ninth = ledgers.get(1).stages().stream()
                .map(stage ->
                        new Units(stage.miners().getFirst().normalised().value().divide(BigInteger.valueOf(9))))
                .reduce(Units.ZERO, Units::plus);
        assertThat(ledgers.get(1).score(liar)).isEqualTo(ninth);
        assertThat(ledgers.get(2).stages())
                .allSatisfy(stage -> assertThat(stage.miners().getFirst().score())
                        .isEqualTo(stage.miners().getFirst().normalised()));
    }

    @Test
    void what_is_burned_is_the_owners_and_miners_share_the_rest() {
        var ledger = Scores.ledger(ScoreSpec.DEFAULT, List.of(epoch(0, Duration.ZERO, 1, 1)));

        assertThat(ledger.shares().burned().percentOf(Units.WHOLE)).isEqualTo("80 %");
        assertThat(ledger.shares().of(Scores.MINERS.get(0)).percentOf(Units.WHOLE))
                .isEqualTo("10 %");
    }

    @Test
    void everything_is_burned_where_nobody_scored() {
        var ledger = Scores.ledger(
                ScoreSpec.DEFAULT, List.of(new LedgerEvidence(Scores.record(0, Duration.ZERO), Map.of())));

        assertThat(ledger.shares().burned()).isEqualTo(Units.WHOLE);
        assertThat(ledger.shares().miners()).isEmpty();
    }

    @Test
    void what_is_above_the_cap_goes_to_the_others_in_proportion_and_again_where_that_lifts_one_above_it() {
        var scores = new TreeMap<>(Map.of(
                Scores.MINERS.get(0), Units.of(60),
                Scores.MINERS.get(1), Units.of(28),
                Scores.MINERS.get(2), Units.of(8),
                Scores.MINERS.get(3), Units.of(4)));

        // The second one is below the cap at first, and above it once it has its part of what the first one leaves.
        var shares = Shares.of(scores, Scores.spec(400_000, 0));

        assertThat(shares.miners()).extracting(Shares.MinerShare::capped).containsExactly(true, true, false, false);
        assertThat(shares.miners().subList(0, 2))
                .allMatch(miner -> miner.share().equals(shares.cap()));
        assertThat(shares.miners().get(2).share().percentOf(Units.WHOLE)).isEqualTo("13.333333 %");
        assertThat(shares.miners().get(3).share().percentOf(Units.WHOLE)).isEqualTo("6.666667 %");
        assertThat(shares.burned()).isEqualTo(Units.ZERO);
    }

    @Test
    void what_nobody_may_have_for_the_cap_is_burned() {
        var scores = new TreeMap<>(Map.of(Scores.MINERS.get(0), Units.of(1), Scores.MINERS.get(1), Units.of(2)));

        var shares = Shares.of(scores, Scores.spec(250_000, 0));

        assertThat(shares.miners()).allMatch(miner -> miner.share().equals(shares.cap()));
        assertThat(shares.burned().percentOf(Units.WHOLE)).isEqualTo("50 %");
    }

    @Test
    void a_unit_that_is_left_goes_to_the_largest_remainder_and_of_equal_ones_to_the_first() {
        assertThat(Apportionment.of(Units.of(10), weights(1, 1, 1))).containsExactly(units(4, 3, 3));
        assertThat(Apportionment.of(Units.of(10), weights(3, 3, 4))).containsExactly(units(3, 3, 4));
        assertThat(Apportionment.of(Units.of(7), weights(10, 55, 35))).containsExactly(units(1, 4, 2));
        assertThat(Apportionment.of(Units.of(7), weights(0, 0))).containsExactly(units(0, 0));
    }

    /** Clocks of two handlers differ: an epoch is never older than the one before it. */
    @Test
    void an_epoch_counts_from_when_the_one_before_was_published_if_its_own_time_is_earlier() {
        var ledger = Scores.ledger(NOTHING_BURNED, List.of(epoch(0, HOUR, 1), epoch(1, Duration.ZERO, 1)));

        assertThat(ledger.published()).isEqualTo(Scores.START.plus(HOUR));
    }

    private static LedgerEvidence epoch(int epoch, Duration since, int... backwards) {
        return new LedgerEvidence(Scores.record(epoch, since), Scores.all(epoch, backwards));
    }

    private static Units half() {
        return new Units(Units.WHOLE.value().shiftRight(1));
    }

    private static List<BigInteger> weights(long... values) {
        return Arrays.stream(values).mapToObj(BigInteger::valueOf).toList();
    }

    private static Units[] units(long... values) {
        return Arrays.stream(values).mapToObj(Units::of).toArray(Units[]::new);
    }
}
