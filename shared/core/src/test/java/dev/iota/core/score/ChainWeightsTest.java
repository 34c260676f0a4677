package dev.iota.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.ScoreSpec;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ledger")
class ChainWeightsTest {
    @Test
    void the_largest_weight_is_65535_and_what_is_burned_is_the_owners() {
        var evidence = new LedgerEvidence(Scores.record(0, Duration.ZERO), Scores.all(0, 1, 1));
        var ledger = Scores.ledger(ScoreSpec.DEFAULT, List.of(evidence));

        var weights = ChainWeights.of(ledger, Scores.MINERS.get(7));

        // 80 %, 10 % and 10 %: 65535 / 8 is 8191.875.
        assertThat(weights.weights()).extracting(ChainWeights.Weight::weight).containsExactly(8192, 8191, 65_535);
        assertThat(weights.weights().getLast().hotkey()).isEqualTo(Scores.MINERS.get(7));
        assertThat(weights.ledger()).isEqualTo(ledger.sha256());
    }

    @Test
    void an_owner_that_mines_gets_both() {
        var evidence = new LedgerEvidence(Scores.record(0, Duration.ZERO), Scores.all(0, 1, 1));
        var ledger = Scores.ledger(ScoreSpec.DEFAULT, List.of(evidence));

        assertThat(ChainWeights.of(ledger, Scores.MINERS.getFirst()).weights())
                .extracting(ChainWeights.Weight::weight)
                // 90 % and 10 %: 7281.67, and 72816 is as much as is in both together.
                .containsExactly(65_535, 7281);
    }

    @Test
    void uids_are_those_of_the_subnet_and_who_has_none_is_named() {
        var evidence = new LedgerEvidence(Scores.record(0, Duration.ZERO), Scores.all(0, 1, 1));
        var weights = ChainWeights.of(Scores.ledger(ScoreSpec.DEFAULT, List.of(evidence)), Scores.MINERS.getFirst());
        var both =
                Map.of(Scores.MINERS.get(0).address(), 12, Scores.MINERS.get(1).address(), 0);

        assertThat(weights.numbered(both).weights())
                .extracting(weight -> weight.uid().orElseThrow())
                .containsExactly(12, 0);
        assertThatThrownBy(() -> weights.numbered(Map.of(Scores.MINERS.get(0).address(), 12)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(Scores.MINERS.get(1).address());
    }

    @Test
    void every_weight_is_within_one_of_its_quota_none_is_zero_and_all_together_are_within_one() {
        var random = new Random(1);
        for (var run = 0; run < 200; run++) {
            var ledger = Scores.ledger(Scores.drawn(random), Scores.drawn(random, 3));
            var owner = Scores.MINERS.get(random.nextInt(Scores.MINERS.size()));
            var weights = ChainWeights.of(ledger, owner).weights();
            assertThat(weights).allMatch(weight -> weight.weight() > 0 && weight.weight() <= ChainWeights.MAX);
            assertThat(weights).anyMatch(weight -> weight.weight() == ChainWeights.MAX);
            var largest = Scores.MINERS.stream()
                    .map(hotkey -> amount(ledger, owner, hotkey))
                    .max(BigInteger::compareTo)
                    .orElseThrow();
            var max = BigInteger.valueOf(ChainWeights.MAX);
            assertThat(weights).allSatisfy(weight -> assertThat(BigInteger.valueOf(weight.weight())
                            .multiply(largest)
                            .subtract(max.multiply(amount(ledger, owner, weight.hotkey())))
                            .abs())
                    .isLessThan(largest));
            var sum = weights.stream().mapToLong(ChainWeights.Weight::weight).sum();
            assertThat(max.multiply(Units.WHOLE.value()).divide(largest)).isEqualTo(BigInteger.valueOf(sum));
        }
    }

    private static BigInteger amount(EpochLedger ledger, Hotkey owner, Hotkey hotkey) {
        var own = ledger.shares().of(hotkey);
        return (hotkey.equals(owner) ? own.plus(ledger.shares().burned()) : own).value();
    }
}
