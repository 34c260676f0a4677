package dev.iota.core.clasp;

import static dev.iota.core.clasp.PathwaySource.LOSS;
import static dev.iota.core.clasp.PathwaySource.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What raises the loss beside miners is not taken for a miner's doing. Each has a counter-check without the column. */
class ClaspCovariateTest {
    private static final Seat UNLUCKY = seat(2, 2);
    private static final Seat BAD = seat(0, 0);

    private final PathwaySource source = new PathwaySource(1).harming(BAD, 0.135);

    @Test
    void a_miner_that_was_given_the_hard_positions_is_not_suspected() {
        var pathways = pathways(miners -> {
            var isHard = miners.contains(UNLUCKY.miner()) && source.random().nextDouble() < 0.8;
            return new Circumstances(isHard ? 0.5 : 0, OptionalDouble.of(isHard ? LOSS + 0.5 : LOSS), false, 0);
        });

        assertThat(suspected(pathways)).containsExactly(BAD);
        assertThat(suspected(changed(
                        pathways,
                        it -> new SampledPathway(it.epoch(), it.miners(), it.loss(), OptionalDouble.empty(), false))))
                .contains(UNLUCKY);
    }

    @Test
    void a_miner_whose_partners_fail_is_not_suspected_for_the_rescues() {
        var pathways = pathways(miners -> {
            var isRescued = source.random().nextDouble() < (miners.contains(UNLUCKY.miner()) ? 0.7 : 0.05);
            return new Circumstances(isRescued ? 0.5 : 0, OptionalDouble.empty(), isRescued, 0);
        });

        assertThat(suspected(pathways)).containsExactly(BAD);
        assertThat(suspected(changed(
                        pathways,
                        it -> new SampledPathway(it.epoch(), it.miners(), it.loss(), it.difficulty(), false))))
                .contains(UNLUCKY);
    }

    @Test
    void a_miner_that_worked_while_losses_were_high_is_not_suspected() {
        var pathways = pathways(miners -> {
            var early = source.random().nextDouble() < (miners.contains(UNLUCKY.miner()) ? 0.8 : 0.4);
            return new Circumstances(early ? 0.5 : 0, OptionalDouble.empty(), false, early ? 0 : 1);
        });

        assertThat(suspected(pathways)).containsExactly(BAD);
        assertThat(suspected(changed(
                        pathways, it -> new SampledPathway(0, it.miners(), it.loss(), it.difficulty(), it.rescued()))))
                .contains(UNLUCKY);
    }

    @Test
    void difficulties_that_are_known_of_some_positions_make_errors_smaller() {
        var pathways = pathways(miners -> {
            var harder = 0.5 * source.random().nextGaussian();
            var known = source.random().nextDouble() < 0.8;
            return new Circumstances(
                    harder, known ? OptionalDouble.of(LOSS + harder) : OptionalDouble.empty(), false, 0);
        });

        var withThem = error(pathways);
        var without = error(
                changed(pathways, it -> new SampledPathway(0, it.miners(), it.loss(), OptionalDouble.empty(), false)));

        // √(0.2² + 0.2 · 0.5²) against √(0.2² + 0.5²)
        assertThat(withThem / without).isCloseTo(0.56, within(0.06));
    }

    @Test
    void difficulties_that_are_all_the_same_change_nothing() {
        var pathways = pathways(miners -> new Circumstances(0, OptionalDouble.of(LOSS), false, 0));

        assertThat(suspected(pathways)).containsExactly(BAD);
    }

    /** @param above what it adds to the loss */
    private record Circumstances(double above, OptionalDouble difficulty, boolean rescued, long epoch) {}

    private interface Fate {
        Circumstances of(List<Hotkey> miners);
    }

    private List<SampledPathway> pathways(Fate fate) {
        var pathways = new ArrayList<SampledPathway>();
        for (var i = 0; i < 2000; i++) {
            var miners = source.randomMiners();
            var it = fate.of(miners);
            pathways.add(source.pathway(
                    it.epoch(), miners, LOSS + it.above() + source.normal(), it.difficulty(), it.rescued()));
        }
        return pathways;
    }

    private static List<SampledPathway> changed(List<SampledPathway> pathways, UnaryOperator<SampledPathway> change) {
        return pathways.stream().map(change).toList();
    }

    private static List<Seat> suspected(List<SampledPathway> pathways) {
        return look(pathways).suspected().stream().map(MinerEffect::seat).toList();
    }

    private static double error(List<SampledPathway> pathways) {
        return look(pathways).of(UNLUCKY).orElseThrow().standardError();
    }

    private static ClaspLook look(List<SampledPathway> pathways) {
        return new Clasp(ClaspOptions.DEFAULT)
                .next(ClaspState.EMPTY, pathways)
                .look()
                .orElseThrow();
    }
}
