package dev.iota.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class ClockCheckTest {
    private static final Instant SENT = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void a_server_that_reads_its_clock_while_the_caller_waits_says_nothing_against_the_callers() {
        for (var at : new int[] {0, 1, 11, 21}) {
            var check = check(21, at);
            assertThat(check.atLeast()).isZero();
            assertThat(check.isOff()).isFalse();
        }
    }

    @Test
    void a_quick_answer_with_another_time_shows_that_the_clock_is_off_either_way() {
        assertThat(check(1, 12).isOff()).isTrue();
        assertThat(check(1, -11).isOff()).isTrue();
        assertThat(check(1, 7_200).atLeast()).isEqualTo(Duration.ofSeconds(7_199));
    }

    @Test
    void a_clock_that_is_hours_off_is_found_by_a_slow_answer_too() {
        assertThat(check(25, 7_200).isOff()).isTrue();
        assertThat(check(25, -7_200).isOff()).isTrue();
    }

    @Test
    void whatever_is_refused_and_not_for_the_clock_was_under_way_for_half_of_what_is_allowed() {
        for (var clockIsBehind = -30; clockIsBehind <= 30; clockIsBehind++) {
            for (var arrival = 0; arrival <= 30; arrival++) {
                for (var answer = arrival; answer <= 30; answer++) {
                    var refused = Math.abs(clockIsBehind + arrival) > SignedRequest.WINDOW.toSeconds();
                    var check = check(answer, clockIsBehind + arrival);
                    if (refused && !check.isOff()) {
                        assertThat(check.underWay().toSeconds())
                                .isGreaterThanOrEqualTo(SignedRequest.WINDOW.toSeconds() / 2);
                    }
                    if (clockIsBehind == 0) {
                        assertThat(check.isOff()).isFalse();
                    }
                }
            }
        }
    }

    private static ClockCheck check(int answeredAfter, int serverSays) {
        return new ClockCheck(SENT, SENT.plusSeconds(answeredAfter), SENT.plusSeconds(serverSays));
    }
}
