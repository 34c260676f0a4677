package dev.iota.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MediansTest {
    @Test
    void of_an_even_number_it_is_the_mean_of_the_two_in_the_middle() {
        assertThat(Medians.of(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(Medians.of(new double[] {4, 1, 2, 30})).isEqualTo(3);
    }

    @Test
    void equal_weights_give_the_ordinary_median() {
        assertThat(Medians.weighted(new double[] {3, 1, 2}, new double[] {2, 2, 2}))
                .isEqualTo(2);
        assertThat(Medians.weighted(new double[] {4, 1, 2, 30}, new double[] {1, 1, 1, 1}))
                .isEqualTo(3);
        assertThat(Medians.weighted(new double[] {4, 1}, new double[] {1, 1})).isEqualTo(2.5);
    }

    @Test
    void what_has_no_weight_does_not_count_and_what_has_little_counts_little() {
        assertThat(Medians.weighted(new double[] {4, 1, 2}, new double[] {1, 0, 1}))
                .isEqualTo(3);
        assertThat(Medians.weighted(new double[] {4, 1, 2}, new double[] {0, 0, 1}))
                .isEqualTo(2);
        assertThat(Medians.weighted(new double[] {0, 11}, new double[] {1, 0.1}))
                .isCloseTo(1, within(1e-9));
        assertThat(Medians.weighted(new double[] {11, 0}, new double[] {0.1, 1}))
                .isCloseTo(1, within(1e-9));
    }
}
