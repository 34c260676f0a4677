package dev.iota.research.clasp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.Json;
import dev.iota.core.clasp.ClaspOptions;
import dev.iota.core.clasp.SampledPathway;
import dev.iota.core.clasp.Seat;
import dev.iota.core.identity.Hotkey;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaspComparisonTest {
    private static final ClaspComparison COMPARISON = ClaspComparison.of(ClaspOptions.DEFAULT, 2, 2, 1);

    @Test
    void every_scenario_is_asked_about_at_every_number_of_pathways() {
        assertThat(COMPARISON.rows()).hasSize(3 * Scenario.all().size()).allSatisfy(row -> {
            assertThat(row.runs()).isEqualTo(2);
            assertThat(row.clasp().bad()).isEqualTo(2 * row.scenario().bad());
        });
        assertThat(COMPARISON.honest())
                .hasSize(3 * Scenario.honest().size())
                .allMatch(row -> row.clasp().bad() == 0);
    }

    @Test
    void a_seed_gives_the_same_table_again() {
        assertThat(ClaspComparison.of(ClaspOptions.DEFAULT, 2, 2, 1)).isEqualTo(COMPARISON);
        assertThat(ClaspComparison.of(ClaspOptions.DEFAULT, 2, 2, 2)).isNotEqualTo(COMPARISON);
    }

    @Test
    void a_tenth_is_found_and_so_the_table_says() {
        assertThat(COMPARISON.text())
                .contains("| 5 of 25 | 10 % | 1,000 | 1.000 | 1.000 | ")
                .contains("| losses N(4.5, 0.2) | 2 | 10,000 | 1.0 % | 0.00 % | ");
        assertThat(Json.write(COMPARISON)).contains("\"stated\":0.01");
    }

    @Test
    void the_z_score_of_means_finds_one_outlier_and_none_of_six_equal_ones() {
        assertThat(suspected(2)).containsExactly(seat(24));
        assertThat(suspected(1, 1, 1, 1, 1, 1)).isEmpty();
    }

    /** Of 25 miners of one stage, with one pathway each, of which the last raise the loss. */
    private static Set<Seat> suspected(double... raised) {
        var rule = new ZScoreRule();
        for (var miner = 0; miner < 25; miner++) {
            var place = miner - (25 - raised.length);
            var loss = 4.5 + (place < 0 ? 0.01 * (miner % 3) : raised[place]);
            rule.add(new SampledPathway(0, List.of(seat(miner).miner()), loss, OptionalDouble.empty(), false));
        }
        return rule.suspected();
    }

    private static Seat seat(int miner) {
        return new Seat(0, Hotkey.of(ByteBuffer.allocate(32).putInt(miner).array()));
    }

    @Test
    void precision_and_recall_are_shares_of_the_suspected_and_of_the_bad() {
        var suspicions = SuspectedMiners.of(Set.of(seat(0), seat(1)), Set.of(seat(1), seat(2), seat(3)));

        assertThat(suspicions).isEqualTo(new SuspectedMiners(2, 1, 2, 1));
        assertThat(suspicions.recall()).isEqualTo(0.5);
        assertThat(suspicions.precision()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(suspicions.plus(suspicions)).isEqualTo(new SuspectedMiners(4, 2, 4, 2));
    }
}
