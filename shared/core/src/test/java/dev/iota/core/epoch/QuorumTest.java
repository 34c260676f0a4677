package dev.iota.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.iota.core.run.QuorumOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
    private static final QuorumOptions OPTIONS = QuorumOptions.DEFAULT;
    private static final Instant TARGET = Instant.parse("2030-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"80,0,1", "80,1,1", "80,2,1", "80,3,2", "80,5,4", "80,10,8", "57,100,57", "0,10,1"})
    void a_quorum_is_the_floor_of_its_share_and_never_none(int percent, int of, int required) {
        assertThat(Quorum.required(percent, of)).isEqualTo(required);
    }

    @Test
    void training_ends_at_once_when_enough_qualify() {
        var decision = training(TARGET.minusSeconds(1000), 10, 8);

        assertThat(decision.ends()).isTrue();
        assertThat(decision.reason()).contains("8 of 10").contains("8 are required at 80 %");
    }

    @Test
    void before_the_target_time_it_does_not_decay() {
        assertThat(training(TARGET, 10, 7).ends()).isFalse();
        assertThat(training(TARGET.plusSeconds(5), 10, 7).ends()).isFalse();
    }

    @Test
    void after_the_target_time_it_falls_by_one_percent_every_six_seconds() {
        assertThat(training(TARGET.plusSeconds(6), 10, 7).ends()).isTrue();
        assertThat(training(TARGET.plusSeconds(6), 100, 79).ends()).isTrue();
        assertThat(training(TARGET.plusSeconds(6), 100, 78).ends()).isFalse();
        assertThat(training(TARGET.plusSeconds(12), 100, 78).ends()).isTrue();
    }

    @Test
    void training_says_when_to_look_again_and_is_right() {
        for (var qualified = 1; qualified < 40; qualified++) {
            var early = training(TARGET.minusSeconds(99), 50, qualified);
            var next = early.next().orElseThrow();

            assertThat(training(next, 50, qualified).ends()).isTrue();
            assertThat(training(next.minusSeconds(1), 50, qualified).ends()).isFalse();
        }
    }

    @Test
    void without_anyone_who_qualifies_training_goes_on_however_late_it_is() {
        var decision = training(TARGET.plus(Duration.ofDays(3)), 10, 0);

        assertThat(decision.ends()).isFalse();
        assertThat(decision.next()).isEmpty();
        assertThat(decision.reason()).contains("none of 10 active miners");
    }

    @Test
    void the_decay_ends_at_one_miner() {
        assertThat(training(TARGET.plus(Duration.ofDays(3)), 1000, 1).ends()).isTrue();
    }

    @Test
    void collecting_ends_when_everyone_uploaded() {
        assertThat(collecting(TARGET, 3, 3, Optional.of(TARGET)).ends()).isTrue();
    }

    @Test
    void collecting_gives_the_others_a_little_time_after_the_quorum() {
        var quorum = TARGET.plusSeconds(20);

        var decision = collecting(quorum, 3, 2, Optional.of(quorum));

        assertThat(decision.ends()).isFalse();
        assertThat(decision.next()).contains(quorum.plusSeconds(10));
        assertThat(collecting(quorum.plusSeconds(10), 3, 2, Optional.of(quorum)).ends())
                .isTrue();
    }

    @Test
    void collecting_ends_with_the_grace_window_with_those_who_uploaded() {
        var before = collecting(TARGET.plusSeconds(119), 10, 1, Optional.empty());

        assertThat(before.ends()).isFalse();
        assertThat(before.next()).contains(TARGET.plusSeconds(120));
        assertThat(collecting(TARGET.plusSeconds(120), 10, 1, Optional.empty()).reason())
                .contains("closed with 1 of 10");
        assertThat(collecting(TARGET.plusSeconds(120), 10, 0, Optional.empty()).ends())
                .isTrue();
    }

    @Test
    void stragglers_do_not_outlast_the_grace_window() {
        var late = TARGET.plusSeconds(115);

        assertThat(collecting(late, 3, 2, Optional.of(late)).next()).contains(TARGET.plusSeconds(120));
    }

    @Test
    void with_nobody_to_wait_for_collecting_ends() {
        assertThat(collecting(TARGET, 0, 0, Optional.empty()).ends()).isTrue();
    }

    @Test
    void shards_are_all_awaited_and_a_lease_that_ends_is_looked_at() {
        var deadline = Optional.of(TARGET.plusSeconds(30));

        var waiting = Quorum.decide(TARGET, new PhaseState.OnShards(10, 9, deadline), OPTIONS);
        assertThat(waiting.ends()).isFalse();
        assertThat(waiting.next()).isEqualTo(deadline);
        assertThat(waiting.reason()).isEqualTo("9 of 10 shards are agreed on");
        assertThat(Quorum.decide(TARGET, new PhaseState.OnShards(10, 10, deadline), OPTIONS)
                        .ends())
                .isTrue();
        assertThat(Quorum.decide(TARGET, new PhaseState.Publishing(10, 9, deadline), OPTIONS)
                        .ends())
                .isFalse();
        assertThat(Quorum.decide(TARGET, new PhaseState.Publishing(0, 0, Optional.empty()), OPTIONS)
                        .ends())
                .isTrue();
    }

    @Test
    void options_out_of_range_are_refused_with_their_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new QuorumOptions(101, 10, 1, Duration.ofSeconds(6), 80, Duration.ZERO, Duration.ZERO))
                .withMessageContaining("trainingPercent is 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuorumOptions(80, 10, 1, Duration.ZERO, 80, Duration.ZERO, Duration.ZERO));
    }

    private static QuorumDecision training(Instant now, int active, int qualified) {
        return Quorum.decide(now, new PhaseState.Training(active, qualified, TARGET), OPTIONS);
    }

    private static QuorumDecision collecting(Instant now, int qualifying, int uploaded, Optional<Instant> quorum) {
        return Quorum.decide(now, new PhaseState.Collecting(qualifying, uploaded, TARGET, quorum, Optional.empty()), OPTIONS);
    }
}
