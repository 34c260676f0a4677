package dev.iota.core.clasp;

import static dev.iota.core.clasp.PathwaySource.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.Canonical;
import dev.iota.core.base.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaspSeriesTest {
    private static final ClaspOptions OPTIONS = ClaspOptions.DEFAULT;
    private static final ClaspSeries SERIES = new ClaspSeries(OPTIONS);

    @Test
    void from_document_to_document_the_same_miners_are_suspected_as_from_state_to_state() {
        var source = new PathwaySource(1).harming(seat(1, 1), 0.45);
        var state = ClaspState.EMPTY;
        var page = SERIES.first("r", List.of());
        for (var epoch = 1; epoch <= 6; epoch++) {
            var batch = source.batch(epoch, 50);
            var outcome = new Clasp(OPTIONS).next(state, batch);
            state = outcome.state();
            page = SERIES.next(Canonical.read(Json.write(page), ClaspEpoch.class), batch);

            assertThat(page.epoch()).isEqualTo(epoch);
            assertThat(page.added()).isEqualTo(new ClaspEpoch.Added(50, "added"));
            if (outcome.look().isPresent()) {
                assertThat(page.look().orElseThrow().suspected())
                        .extracting(MinerEffect::seat)
                        .isEqualTo(outcome.look().get().suspected().stream()
                                .map(MinerEffect::seat)
                                .toList());
            }
        }
        assertThat(page.suspected()).extracting(MinerEffect::seat).containsExactly(seat(1, 1));
        assertThat(page.suspected().getFirst().reason()).contains("suspicion begins at");
    }

    @Test
    void what_a_look_says_holds_until_the_next_one() {
        var source = new PathwaySource(2).harming(seat(0, 0), 0.9);
        var looked = SERIES.first("r", source.batch(0, 220));
        assertThat(looked.suspected()).extracting(MinerEffect::seat).containsExactly(seat(0, 0));

        var later = SERIES.next(looked, source.batch(1, 10));

        assertThat(later.look()).isEqualTo(looked.look());
        assertThat(later.sums().looks().observations()).isEqualTo(230);
        assertThat(SERIES.next(later, List.of()).look()).isEqualTo(looked.look());
    }

    @Test
    void the_same_pathways_give_the_same_bytes() {
        var first = SERIES.first("r", new PathwaySource(3).batch(0, 120));
        var again = SERIES.first("r", new PathwaySource(3).batch(0, 120));

        assertThat(Json.write(again)).isEqualTo(Json.write(first));
        assertThat(Json.write(SERIES.next(
                        Canonical.read(Json.write(first), ClaspEpoch.class), new PathwaySource(4).batch(1, 50))))
                .isEqualTo(Json.write(SERIES.next(first, new PathwaySource(4).batch(1, 50))));
    }

    @Test
    void a_miner_that_is_gone_for_long_leaves_and_what_is_known_of_the_others_stays() {
        var series = new ClaspSeries(OPTIONS, 100, 1);
        var source = new PathwaySource(5).harming(seat(1, 1), 0.3).harming(seat(0, 3), 0.2);
        var gone = Set.of(seat(0, 3), seat(2, 2));
        var full = SERIES.first("r", source.batch(0, 400));
        var page = series.first(
                "r",
                new PathwaySource(5)
                        .harming(seat(1, 1), 0.3)
                        .harming(seat(0, 3), 0.2)
                        .batch(0, 400));
        for (var epoch = 1; epoch <= 3; epoch++) {
            var batch = without(source.batch(epoch, 400), gone);
            full = SERIES.next(full, batch);
            page = series.next(page, batch);
        }

        assertThat(page.sums().seats()).hasSize(23);
        assertThat(full.sums().seats()).hasSize(25);
        var everybody = look(full);
        var rest = look(page);
        assertThat(rest.miners()).hasSize(23);
        var bad = rest.of(seat(1, 1)).orElseThrow();
        var before = everybody.of(seat(1, 1)).orElseThrow();
        assertThat(bad.effect()).isCloseTo(before.effect(), within(1e-9));
        assertThat(bad.standardError()).isCloseTo(before.standardError(), within(0.05 * before.standardError()));
        assertThat(bad.observations()).isEqualTo(before.observations());
    }

    /** Taken out at once, nothing at all is different between two that are compared. */
    @Test
    void who_left_is_explained_away_exactly() {
        var state = new Clasp(OPTIONS)
                .next(
                        ClaspState.EMPTY,
                        new PathwaySource(6).harming(seat(3, 0), 0.5).batch(0, 500))
                .state();
        var rest = Departure.of(state, Set.of(seat(3, 0), seat(0, 0), seat(0, 1)));

        assertThat(rest.equations().observations()).isEqualTo(500);
        var fit = LeastSquaresFit.of(state.equations());
        var after = LeastSquaresFit.of(rest.equations());
        var covariance = fit.covariance(state.scatter());
        var remaining = after.covariance(rest.scatter());
        for (var stage = 0; stage < 5; stage++) {
            var one = seat(stage, 3);
            var other = seat(stage, 4);
            assertThat(difference(after, one, other)).isCloseTo(difference(fit, one, other), within(1e-9));
            assertThat(variance(after, remaining, one, other))
                    .isCloseTo(variance(fit, covariance, one, other), within(1e-9));
            assertThat(after.canCompare(after.columns().of(one), after.columns().of(other)))
                    .isTrue();
        }
    }

    @Test
    void above_the_bound_the_sums_begin_again_and_the_rate_of_false_accusations_is_not_spent_again() {
        var series = new ClaspSeries(OPTIONS, 26, 64);
        var source = new PathwaySource(7);
        var looked = series.first("r", source.batch(0, 120));
        assertThat(looked.sums().looks()).isEqualTo(new ClaspSums.Looks(1, 120, 120));
        var fresh = new ArrayList<SampledPathway>();
        for (var i = 0; i < 2; i++) {
            var miners = new ArrayList<>(source.randomMiners());
            miners.set(0, PathwaySource.miner(100 + i));
            fresh.add(new SampledPathway(1, miners, 4.5, OptionalDouble.empty(), false));
        }

        var again = series.next(looked, fresh);

        assertThat(again.added().remark()).contains("27 miners in stages, and at most 26", "begun again");
        assertThat(again.sums().seats()).hasSize(seats(fresh));
        assertThat(again.sums().looks()).isEqualTo(new ClaspSums.Looks(1, 0, 2));
        assertThat(again.look()).isEqualTo(looked.look());
        var second = series.next(again, source.batch(2, 120)).look().orElseThrow();
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.share()).isEqualTo(OPTIONS.share(2));
    }

    @Test
    void an_epoch_of_more_miners_than_are_compared_is_not_added() {
        var series = new ClaspSeries(OPTIONS, 20, 64);

        var page = series.first("r", new PathwaySource(8).batch(0, 300));

        assertThat(page.added()).isEqualTo(new ClaspEpoch.Added(0, page.added().remark()));
        assertThat(page.added().remark()).contains("25 miners in stages took part", "no pathway was added");
        assertThat(page.sums().seats()).isEmpty();
        assertThat(Canonical.read(Json.write(page), ClaspEpoch.class)).isEqualTo(page);
    }

    private static int seats(List<SampledPathway> pathways) {
        var seats = new HashSet<Seat>();
        pathways.forEach(pathway -> {
            for (var stage = 0; stage < pathway.miners().size(); stage++) {
                seats.add(new Seat(stage, pathway.miners().get(stage)));
            }
        });
        return seats.size();
    }

    private static List<SampledPathway> without(List<SampledPathway> batch, Set<Seat> gone) {
        return batch.stream()
                .filter(pathway -> gone.stream()
                        .noneMatch(seat -> pathway.miners().get(seat.stage()).equals(seat.miner())))
                .toList();
    }

    private static ClaspLook look(ClaspEpoch page) {
        var state = page.sums().state();
        return new Clasp(OPTIONS)
                .look(
                        new ClaspState(state.equations(), state.scatter(), 1, state.lookedAt()),
                        LeastSquaresFit.of(state.equations()));
    }

    private static double difference(LeastSquaresFit fit, Seat one, Seat other) {
        return fit.coefficient(fit.columns().of(one))
                - fit.coefficient(fit.columns().of(other));
    }

    private static double variance(LeastSquaresFit fit, double[] covariance, Seat one, Seat other) {
        var size = fit.columns().size();
        var a = fit.columns().of(one);
        var b = fit.columns().of(other);
        return covariance[a * size + a] + covariance[b * size + b] - 2 * covariance[a * size + b];
    }
}
