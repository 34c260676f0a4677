package dev.iota.miner.agent.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.miner.agent.view.ShownWait.Place;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CountdownTest {
    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    private final Countdown countdown = new Countdown();

    @RepeatedTest(50)
    void the_time_that_is_left_never_grows_and_the_place_never_moves_back(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var now = START;
        var left = Long.MAX_VALUE;
        var place = Integer.MAX_VALUE;
        for (var i = 0; i < 100; i++) {
            now = now.plusMillis(random.nextInt(3000));
            var end = random.nextInt(4) == 0
                    ? Optional.<Instant>empty()
                    : Optional.of(now.plusSeconds(random.nextInt(600)));
            var row =
                    random.nextInt(3) == 0 ? Optional.<Place>empty() : Optional.of(new Place(1 + random.nextInt(9), 9));
            var shown = look("work", end, row, now);
            if (shown.secondsLeft().isPresent()) {
                assertThat(shown.secondsLeft().get()).isBetween(0L, left);
                left = shown.secondsLeft().get();
            }
            if (shown.place().isPresent()) {
                assertThat(shown.place().get().place()).isLessThanOrEqualTo(place);
                assertThat(shown.place().get().of())
                        .isGreaterThanOrEqualTo(shown.place().get().place());
                place = shown.place().get().place();
            }
            assertThat(shown.since()).isBefore(now.plusMillis(1));
        }
    }

    @Test
    void a_wait_that_takes_longer_than_was_said_is_late_and_says_no_later_end() {
        look("work", Optional.of(START.plusSeconds(10)), Optional.empty(), START);
        var later = START.plusSeconds(11);
        var shown = look("work", Optional.of(later.plusSeconds(60)), Optional.empty(), later);
        assertThat(shown.late()).isTrue();
        assertThat(shown.secondsLeft()).contains(0L);
        assertThat(shown.text(later)).isEqualTo("work, for 11 s, longer than expected");
    }

    @Test
    void another_wait_begins_anew() {
        look("work", Optional.of(START.plusSeconds(1)), Optional.of(new Place(1, 2)), START);
        var shown = look("weights", Optional.of(START.plusSeconds(90)), Optional.empty(), START.plusSeconds(2));
        assertThat(shown.since()).isEqualTo(START.plusSeconds(2));
        assertThat(shown.text(START.plusSeconds(2))).isEqualTo("weights, for 0 s, about 1 min 28 s left");
        assertThat(countdown.look(Optional.empty(), Optional.empty(), START)).isEmpty();
    }

    @Test
    void two_rests_of_the_device_are_two_waits_for_work() {
        var first = Wait.of("work", "work").since(START);
        var second = Wait.of("work", "work").since(START.plusSeconds(7));
        assertThat(countdown
                        .look(Optional.of(first), Optional.empty(), START.plusSeconds(5))
                        .orElseThrow()
                        .since())
                .isEqualTo(START);
        assertThat(countdown
                        .look(Optional.of(second), Optional.empty(), START.plusSeconds(9))
                        .orElseThrow()
                        .since())
                .isEqualTo(START.plusSeconds(7));
    }

    private ShownWait look(String what, Optional<Instant> end, Optional<Place> row, Instant now) {
        return countdown
                .look(Optional.of(Wait.until(what, what, end)), row, now)
                .orElseThrow();
    }
}
