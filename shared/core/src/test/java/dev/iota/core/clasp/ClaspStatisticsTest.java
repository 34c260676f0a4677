package dev.iota.core.clasp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Sums can be added in any order. */
class ClaspStatisticsTest {
    private static final ClaspOptions OPTIONS = ClaspOptions.DEFAULT;
    private static final Clasp CLASP = new Clasp(OPTIONS);

    private final List<List<SampledPathway>> batches = batches();

    @Test
    void statistics_in_any_order_give_the_same_look() {
        var expected = look(batches);

        for (var seed = 0; seed < 5; seed++) {
            var shuffled = new ArrayList<>(batches);
            Collections.shuffle(shuffled, new Random(seed));
            assertSame(look(shuffled), expected, 1e-9);
        }
    }

    @Test
    void the_order_of_pathways_in_a_batch_says_nothing() {
        var shuffled = new ArrayList<List<SampledPathway>>();
        for (var batch : batches) {
            var pathways = new ArrayList<>(batch);
            Collections.shuffle(pathways, new Random(batch.size()));
            shuffled.add(pathways);
        }

        assertSame(last(shuffled), last(batches), 1e-9);
    }

    @Test
    void batches_in_another_order_give_the_same_effects_and_almost_the_same_errors() {
        var expected = last(batches);
        var reversed = last(batches.reversed());

        for (var i = 0; i < expected.miners().size(); i++) {
            var one = expected.miners().get(i);
            var other = reversed.miners().get(i);
            assertThat(other.seat()).isEqualTo(one.seat());
            // Not only rounding: the weights of the medians come from the errors.
            assertThat(other.effect()).isCloseTo(one.effect(), within(0.1 * one.standardError()));
            assertThat(other.standardError()).isCloseTo(one.standardError(), Percentage.withPercentage(5));
            assertThat(other.suspected()).isEqualTo(one.suspected());
        }
    }

    @Test
    void errors_of_fits_on_the_way_are_those_of_the_last_fit_within_a_few_per_cent() {
        var onTheWay = last(batches);
        var allAtOnce = look(batches);

        for (var i = 0; i < allAtOnce.miners().size(); i++) {
            assertThat(onTheWay.miners().get(i).standardError())
                    .isCloseTo(allAtOnce.miners().get(i).standardError(), Percentage.withPercentage(5));
        }
    }

    @Test
    void many_miners_cost_two_matrices_of_miners_by_miners_however_many_the_pathways() {
        var source = new PathwaySource(3);
        var random = source.random();
        var all = IntStream.range(0, 300).mapToObj(PathwaySource::miner).toList();
        var state = ClaspState.EMPTY;
        for (var epoch = 0; epoch < 4; epoch++) {
            var batch = new ArrayList<SampledPathway>();
            for (var i = 0; i < 2500; i++) {
                var miners = List.of(
                        all.get(random.nextInt(100)),
                        all.get(100 + random.nextInt(100)),
                        all.get(200 + random.nextInt(100)));
                batch.add(source.pathway(
                        epoch, miners, PathwaySource.LOSS + source.normal(), OptionalDouble.empty(), false));
            }
            state = CLASP.next(state, batch).state();
        }

        assertThat(state.equations().observations()).isEqualTo(10_000);
        assertThat(state.equations().cross()).hasSize(303 * 303);
        assertThat(state.scatter().in(state.equations().columns())).hasSize(303 * 303);
    }

    private static void assertSame(ClaspLook look, ClaspLook expected, double rounding) {
        assertThat(look.miners()).hasSameSizeAs(expected.miners());
        for (var i = 0; i < expected.miners().size(); i++) {
            var one = expected.miners().get(i);
            var other = look.miners().get(i);
            assertThat(other.seat()).isEqualTo(one.seat());
            assertThat(other.observations()).isEqualTo(one.observations());
            assertThat(other.suspected()).isEqualTo(one.suspected());
            assertThat(other.effect()).isCloseTo(one.effect(), within(rounding));
            assertThat(other.standardError()).isCloseTo(one.standardError(), within(rounding));
        }
    }

    /** All statistics against one fit, each made by itself, added in the order given. */
    private static ClaspLook look(List<List<SampledPathway>> batches) {
        var equations = NormalEquations.NONE;
        for (var batch : batches) {
            var columns = SeatColumns.NONE.with(batch);
            equations = equations.plus(NormalEquations.of(EpochRows.of(batch, columns, OPTIONS.clip()), columns));
        }
        var fit = LeastSquaresFit.of(equations);
        var scatter = ResidualScatter.NONE;
        for (var batch : batches) {
            scatter = scatter.plus(ResidualScatter.of(EpochRows.of(batch, fit.columns(), OPTIONS.clip()), fit));
        }
        return CLASP.look(new ClaspState(equations, scatter, 1, equations.observations()), fit);
    }

    private static ClaspLook last(List<List<SampledPathway>> batches) {
        var state = ClaspState.EMPTY;
        for (var batch : batches) {
            state = CLASP.next(state, batch).state();
        }
        return CLASP.look(
                new ClaspState(
                        state.equations(), state.scatter(), 1, state.equations().observations()),
                LeastSquaresFit.of(state.equations()));
    }

    private static List<List<SampledPathway>> batches() {
        var source =
                new PathwaySource(1).harming(PathwaySource.seat(1, 1), 0.45).harming(PathwaySource.seat(3, 0), 0.135);
        var batches = new ArrayList<List<SampledPathway>>();
        for (var epoch = 0; epoch < 12; epoch++) {
            batches.add(source.batch(epoch, 60 + 10 * epoch));
        }
        return batches;
    }
}
