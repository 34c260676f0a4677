package dev.iota.core.clasp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is stated of errors is what happens. */
class ClaspErrorRateTest {
    private static final int RUNS = 1000;
    private static final int PATHWAYS = 2200;
    private static final int EPOCH = 100;

    private static final List<List<ClaspLook>> HONEST = IntStream.range(0, RUNS)
            .mapToObj(run -> looks(new PathwaySource(run)))
            .toList();

    @Test
    void honest_runs_in_which_any_look_accuses_are_no_more_than_stated() {
        var accusing = 0;
        var looks = 0;
        for (var run : HONEST) {
            looks += run.size();
            accusing += run.stream().anyMatch(look -> !look.suspected().isEmpty()) ? 1 : 0;
        }

        assertThat(looks).isEqualTo(5 * RUNS);
        assertThat(accusing).isLessThanOrEqualTo((int) (RUNS * ClaspOptions.DEFAULT.falseAccusations()));
    }

    @Test
    void a_looser_rate_is_kept_as_well() {
        var options = new ClaspOptions(0.2, 10, 100, 2, 10);
        var accusing = 0;
        for (var run = 0; run < RUNS; run++) {
            var clasp = new Clasp(options);
            var state = ClaspState.EMPTY;
            var accused = false;
            var source = new PathwaySource(RUNS + run);
            for (var epoch = 0; epoch < 8; epoch++) {
                var outcome = clasp.next(state, source.batch(epoch, EPOCH));
                state = outcome.state();
                accused |= outcome.look().stream()
                        .anyMatch(look -> !look.suspected().isEmpty());
            }
            accusing += accused ? 1 : 0;
        }

        assertThat(accusing).isBetween(RUNS / 50, RUNS / 5);
    }

    @Test
    void an_effect_is_as_uncertain_as_its_standard_error_says() {
        var seat = PathwaySource.seat(2, 2);
        var squares = 0.0;
        var variances = 0.0;
        for (var run : HONEST) {
            var effect = run.getLast().of(seat).orElseThrow();
            squares += effect.effect() * effect.effect() / RUNS;
            variances += effect.standardError() * effect.standardError() / RUNS;
        }

        // Rather too large: see StageComparison. Of four equal ones 1.39 σ² instead of 1.30 σ².
        assertThat(Math.sqrt(variances / squares)).isCloseTo(1.06, within(0.05));
    }

    @Test
    void the_shares_of_all_looks_add_up_to_the_rate() {
        var sum = 0.0;
        for (var look = 1; look <= 100_000; look++) {
            sum += ClaspOptions.DEFAULT.share(look);
        }

        assertThat(sum).isCloseTo(0.01, within(1e-7)).isLessThan(0.01);
    }

    @Test
    void looks_are_three_in_each_tenfold() {
        var options = ClaspOptions.DEFAULT;
        var at = new ArrayList<Long>();
        for (var pathways = 0L; pathways < 10_000; pathways = at.getLast()) {
            at.add(options.lookAfter(pathways));
        }

        assertThat(at).containsExactly(100L, 215L, 464L, 1000L, 2154L, 4642L, 10_000L);
        assertThat(options.lookAfter(3000)).isEqualTo(4642);
    }

    private static List<ClaspLook> looks(PathwaySource source) {
        var clasp = new Clasp(ClaspOptions.DEFAULT);
        var state = ClaspState.EMPTY;
        var looks = new ArrayList<ClaspLook>();
        for (var epoch = 0; epoch < PATHWAYS / EPOCH; epoch++) {
            var outcome = clasp.next(state, source.batch(epoch, EPOCH));
            state = outcome.state();
            outcome.look().ifPresent(looks::add);
        }
        return looks;
    }
}
