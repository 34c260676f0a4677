package dev.iota.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RopeTest {
    private static final int HEAD = 128;
    private final Rope rope = Rope.LLAMA_3;

    @Test
    void theta_is_rescaled_to_the_context() {
        assertThat(rope.theta()).isEqualTo(500_000.0 * 8_192 / 131_072);
    }

    @Test
    void fast_frequencies_are_left_alone() {
        assertThat(rope.frequency(0, HEAD)).isEqualTo(1);
        assertThat(rope.frequency(1, HEAD)).isEqualTo(Math.pow(rope.theta(), -2.0 / HEAD), within(1e-15));
    }

    @Test
    void slow_frequencies_are_slowed_by_the_factor() {
        var last = HEAD / 2 - 1;
        var raw = Math.pow(rope.theta(), -2.0 * last / HEAD);
        assertThat(2 * Math.PI / raw).isGreaterThan(rope.smoothingContext());

        assertThat(rope.frequency(last, HEAD)).isEqualTo(raw / rope.factor(), within(1e-15));
    }

    @Test
    void frequencies_fall_from_pair_to_pair() {
        for (var pair = 1; pair < HEAD / 2; pair++) {
            assertThat(rope.frequency(pair, HEAD)).isLessThan(rope.frequency(pair - 1, HEAD));
        }
    }

    @Test
    void impossible_factors_are_refused() {
        assertThatThrownBy(() -> new Rope(1, 1, 1, 0.5, 1, 4, 1)).hasMessageContaining("0.5");
        assertThatThrownBy(() -> new Rope(1, 1, 1, 1, 4, 1, 1)).hasMessageContaining("low < high");
    }
}
