package dev.iota.orchestrator.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.orchestrator.context.Optimistic.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class OptimisticTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final Optimistic optimistic = new Optimistic(new SplittableRandom(1), pauses::add);

    @Test
    void what_holds_at_once_is_done_once_and_waits_for_nothing() {
        var calls = new AtomicInteger();

        var result = optimistic.retry("x", Options.DEFAULT, () -> Optional.of(calls.incrementAndGet()));

        assertThat(result).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_write_that_others_beat_is_made_again_until_it_holds() {
        var calls = new AtomicInteger();

        optimistic.until("x", Options.DEFAULT, () -> calls.incrementAndGet() == 4);

        assertThat(calls).hasValue(4);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void waits_are_random_grow_and_have_an_end() {
        var options = new Options(400, Duration.ofMillis(1), Duration.ofMillis(8));

        assertThatThrownBy(() -> optimistic.until("item 7", options, () -> false))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("item 7");

        assertThat(pauses).hasSize(398).allSatisfy(pause -> assertThat(pause).isLessThan(Duration.ofMillis(8)));
        assertThat(pauses.getFirst()).isLessThan(Duration.ofMillis(1));
        assertThat(pauses.stream().distinct().count()).isGreaterThan(390);
        assertThat(pauses).anySatisfy(pause -> assertThat(pause).isGreaterThan(Duration.ofMillis(7)));
    }
}
