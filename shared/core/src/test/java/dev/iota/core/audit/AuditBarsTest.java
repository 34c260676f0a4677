package dev.iota.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Measure;
import dev.iota.core.wire.Precision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which bar is for which comparison, and how bars are made. */
class AuditBarsTest {
    @Test
    void the_set_that_comes_with_the_project_has_a_bar_for_everything_that_a_hop_is_judged_by() {
        var standard = AuditBars.standard();
        assertThat(standard.name()).isEqualTo(AuditBars.STANDARD);
        for (var compute : Precision.values()) {
            for (var wire : Precision.values()) {
                assertThat(standard.isComplete(compute, wire))
                        .as("%s %s", compute, wire)
                        .isTrue();
            }
        }
    }

    @Test
    void every_bar_of_that_set_says_what_it_was_made_of() {
        var standard = AuditBars.standard();
        assertThat(standard.origin()).hasValueSatisfying(origin -> {
            assertThat(origin.command()).contains("calibrate");
            assertThat(origin.quantile()).isEqualTo(BarMaker.QUANTILE);
            assertThat(origin.conditions()).isNotEmpty();
        });
        assertThat(standard.bars()).allSatisfy(bar -> assertThat(bar.from()).hasValueSatisfying(from -> {
            assertThat(from.largest()).isLessThan(bar.bar());
            assertThat(bar.bar()).isEqualTo(from.margin() * Math.max(from.floor(), from.quantile()));
        }));
    }

    @Test
    void noise_of_a_tenth_of_an_output_is_above_a_bar_of_that_set_whatever_a_run_computes_in() {
        // Noise at a right angle to the signal: 1 − cosine is half of its square.
        for (var compute : Precision.values()) {
            for (var wire : Precision.values()) {
                var bars = AuditBars.standard().of(compute, wire, 0);
                assertThat(bars.measure(Compared.OUTPUT, Metric.COSINE, 0.1 * 0.1 / 2)
                                .orElseThrow()
                                .isExceeded())
                        .as("%s %s", compute, wire)
                        .isTrue();
            }
        }
    }

    @Test
    void the_references_set_looks_at_two_tensors_by_cosine_and_norm() {
        var bars = AuditBars.reference().of(Precision.FLOAT32, Precision.BFLOAT16, 0);
        assertThat(bars.measure(Compared.OUTPUT, Metric.COSINE, 0.05))
                .contains(new Measure("output.cosine", 0.05, 0.1));
        assertThat(bars.measure(Compared.INPUT_GRADIENT, Metric.NORM, 0.3))
                .contains(new Measure("inputGradient.norm", 0.3, 0.2));
        assertThat(bars.measure(Compared.OUTPUT, Metric.RELATIVE_L2, 0)).isEmpty();
        assertThat(bars.measure(Compared.LOSS, Metric.COSINE, 0)).isEmpty();
    }

    @Test
    void a_set_goes_through_json() {
        var set = new AuditBars(
                "mine",
                Optional.empty(),
                List.of(new AuditBar(
                        Compared.INPUT_GRADIENT,
                        Metric.RELATIVE_L2,
                        Precision.FLOAT32,
                        Precision.FLOAT32,
                        0,
                        0.01,
                        Optional.of(new AuditBar.Origin(3, 0.001, 0.002, 0.00001, 5)))),
                List.of(new Spread(
                        "2 threads",
                        Compared.INPUT_GRADIENT,
                        Metric.RELATIVE_L2,
                        Precision.FLOAT32,
                        Precision.FLOAT32,
                        0,
                        Spread.Quantiles.of(new double[] {0.001, 0, 0.0005}))));
        assertThat(AuditBars.read(Json.write(set))).isEqualTo(set);
    }

    @Test
    void a_run_that_a_set_was_not_made_for_is_refused() {
        assertThatThrownBy(() -> AuditBars.reference().of(Precision.FLOAT32, Precision.FLOAT32, 3))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("the bars 'reference' have none for compute FLOAT32, wire FLOAT32 and 3 steps; "
                        + "make them with 'calibrate'");
    }

    @Test
    void between_two_numbers_of_steps_the_higher_bar_holds_and_beyond_the_last_there_is_none() {
        var maker = new BarMaker(Precision.FLOAT32, Precision.FLOAT32);
        maker.saw("same", Compared.CHANGE, Metric.RELATIVE_L2, 1, 0.3);
        maker.saw("same", Compared.CHANGE, Metric.RELATIVE_L2, 4, 0.1);
        maker.saw("same", Compared.CHANGE, Metric.RELATIVE_L2, 16, 0.2);
        maker.saw("same", Compared.OUTPUT, Metric.RELATIVE_L2, 0, 0.5);
        var set = new AuditBars("mine", Optional.empty(), maker.bars(Metric.RELATIVE_L2), List.of());
        assertThat(List.of(1, 2, 4, 5, 16))
                .map(steps -> change(set, steps))
                .containsExactly(3 * 0.3, 3 * 0.3, 3 * 0.1, 3 * 0.2, 3 * 0.2);
        assertThat(set.of(Precision.FLOAT32, Precision.FLOAT32, 1).measure(Compared.OUTPUT, Metric.RELATIVE_L2, 0))
                .isEmpty();
        assertThat(set.mostSteps(Precision.FLOAT32, Precision.FLOAT32)).isEqualTo(16);
        assertThat(set.mostSteps(Precision.BFLOAT16, Precision.FLOAT32)).isZero();
        assertThatThrownBy(() -> set.of(Precision.FLOAT32, Precision.FLOAT32, 17))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("17 steps");
    }

    private static double change(AuditBars set, int steps) {
        return set.of(Precision.FLOAT32, Precision.FLOAT32, steps)
                .measure(Compared.CHANGE, Metric.RELATIVE_L2, 0)
                .orElseThrow()
                .bar();
    }

    @Test
    void the_set_that_comes_with_the_project_has_bars_for_epochs_of_64_steps_that_no_idle_miner_passes() {
        for (var compute : Precision.values()) {
            for (var wire : Precision.values()) {
                var standard = AuditBars.standard();
                assertThat(standard.mostSteps(compute, wire)).isEqualTo(64);
                for (var steps = 1; steps <= 64; steps++) {
                    var bars = standard.of(compute, wire, steps);
                    for (var compared : List.of(Compared.OUTPUT, Compared.LOSS, Compared.STEP_NORM, Compared.CLIP)) {
                        assertThat(bars.measure(compared, Metric.RELATIVE_L2, 0))
                                .isPresent();
                    }
                    for (var metric : List.of(Metric.RELATIVE_L2, Metric.COSINE)) {
                        assertThat(bars.measure(Compared.CHANGE, metric, 1)
                                        .orElseThrow()
                                        .isExceeded())
                                .as("%s of %d steps in %s", metric, steps, compute)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void a_bar_of_nothing_is_refused() {
        assertThatThrownBy(() -> new AuditBar(
                        Compared.LOSS, Metric.NORM, Precision.FLOAT32, Precision.FLOAT32, 0, 0, Optional.empty()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void the_condition_that_is_furthest_off_decides_however_many_change_nothing() {
        var maker = new BarMaker(Precision.FLOAT32, Precision.FLOAT32);
        for (var i = 0; i < 100; i++) {
            maker.saw("same", Compared.OUTPUT, Metric.RELATIVE_L2, 0, 0);
            maker.saw("other", Compared.OUTPUT, Metric.RELATIVE_L2, 0, 1e-3 * (1 + i / 100d));
        }
        assertThat(maker.bars(Metric.RELATIVE_L2)).singleElement().satisfies(bar -> {
            assertThat(bar.bar()).isBetween(3 * 2e-3, 3 * 4e-3);
            assertThat(bar.from().orElseThrow().samples()).isEqualTo(100);
        });
        assertThat(maker.spreads()).extracting(Spread::condition).containsExactly("same", "other");
    }

    @Test
    void where_nothing_was_ever_off_the_bar_is_what_one_rounding_may_do() {
        var maker = new BarMaker(Precision.FLOAT32, Precision.BFLOAT16);
        maker.saw("same", Compared.OUTPUT, Metric.RELATIVE_L2, 0, 0);
        maker.saw("same", Compared.POSITIONS, Metric.RELATIVE_L2, 0, 0);
        assertThat(maker.bars(Metric.RELATIVE_L2)).extracting(AuditBar::bar).containsExactly(3 * 0x1p-9, 3 * 0x1p-14);
    }
}
