package dev.iota.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.InvalidSpecException;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WarmupTest {
    @Test
    void a_joiner_comes_to_the_whole_rate_in_twenty_steps() {
        assertThat(factors(Warmup.joining(), 21)).startsWith(0.05, 0.1).endsWith(0.95, 1, 1);
    }

    @Test
    void where_moments_are_restarted_a_tenth_of_the_epoch_is_short_and_at_most_twenty_steps() {
        assertThat(factors(Warmup.restarted(1), 3)).containsExactly(0.5, 1, 1);
        assertThat(factors(Warmup.restarted(10), 3)).containsExactly(0.5, 1, 1);
        assertThat(Warmup.restarted(50).length()).isEqualTo(6);
        assertThat(Warmup.restarted(1000)).isEqualTo(Warmup.joining());
    }

    @Test
    void without_one_every_step_is_whole() {
        assertThat(factors(Warmup.NONE, 3)).containsOnly(1);
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatThrownBy(() -> new Warmup(3, 2))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("3 of 2 short steps");
    }

    private static double[] factors(Warmup first, int steps) {
        return Stream.iterate(first, Warmup::next)
                .limit(steps)
                .flatMapToDouble(warmup -> DoubleStream.of(warmup.factor()))
                .toArray();
    }
}
