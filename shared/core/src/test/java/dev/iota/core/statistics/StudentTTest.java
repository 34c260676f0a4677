package dev.iota.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
    /** Quantiles as tables have them; with one degree it is Cauchy's distribution, with many the normal one. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0.25",
        "2.015048, 5, 0.05",
        "4.781, 9, 0.0005",
        "3.883, 19, 0.0005",
        "3.496, 40, 0.000583",
        "3.090232, 100000000, 0.001",
        "4.753424, 100000000, 0.000001"
    })
    void the_chance_of_a_value_above_is_that_of_the_tables(double t, double degrees, double chance) {
        assertThat(StudentT.above(t, degrees)).isCloseTo(chance, Percentage.withPercentage(0.5));
        assertThat(StudentT.above(-t, degrees)).isCloseTo(1 - chance, within(1e-5));
    }

    @Test
    void zero_is_in_the_middle_and_far_away_is_nothing() {
        assertThat(StudentT.above(0, 7)).isEqualTo(0.5);
        assertThat(StudentT.above(1e6, 1000)).isZero();
        assertThat(StudentT.above(-1e6, 1000)).isEqualTo(1);
    }
}
