package dev.iota.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CostFactorsTest {
    @Test
    void a_run_costs_its_hops_the_hours_of_its_miners_and_its_own() {
        var factors = new CostFactors("2026-11-28", 5, 0.9, 720, 72);

        assertThat(factors.dollars(5, 10, 0, 0)).isCloseTo(9, within(1e-12));
        assertThat(factors.dollars(3, 10, 0, 0)).isCloseTo(5, within(1e-12));
        assertThat(factors.dollars(1, 0, 7, 0)).isCloseTo(7, within(1e-12));
        assertThat(factors.dollars(1, 0, 0, 10)).isCloseTo(1, within(1e-12));
    }

    @Test
    void the_shipped_factors_are_those_of_a_counted_run() {
        assertThat(CostFactors.shipped().dollars(5, 1, 0, 0)).isPositive();
    }
}
