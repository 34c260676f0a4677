package dev.iota.core.clasp;

import static dev.iota.core.clasp.PathwaySource.LOSS;
import static dev.iota.core.clasp.PathwaySource.miner;
import static dev.iota.core.clasp.PathwaySource.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a miner for which the run's owner vouches, and that moves on with every epoch, lets a look see. */
class ClaspReferenceTest {
    private static final int STAGES = 5;
    private static final Hotkey REFERENCE = miner(99);

    @Test
    void a_stage_of_which_almost_all_or_all_are_bad_is_found_out() {
        for (var bad : List.of(4, 5)) {
            var source = new PathwaySource(2);
            var seats = IntStream.range(0, bad).mapToObj(i -> seat(1, i)).toList();
            seats.forEach(seat -> source.harming(seat, 0.45));

            assertThat(look(source, Set.of()).suspected()).as("nobody vouches").isEmpty();
            var look = look(source, Set.of(REFERENCE));

            assertThat(look.suspected()).extracting(MinerEffect::seat).containsExactlyElementsOf(seats);
            var effect = look.of(seats.getFirst()).orElseThrow();
            assertThat(effect.effect()).isCloseTo(0.45, within(0.1));
            assertThat(effect.reason()).contains("nats from a reference miner in its stage", "suspicion begins at");
        }
    }

    @Test
    void of_honest_miners_nobody_is_suspected_and_few_bad_ones_are_found_as_without() {
        for (var seed = 0; seed < 20; seed++) {
            assertThat(look(new PathwaySource(seed), Set.of(REFERENCE)).suspected())
                    .isEmpty();
        }
        var bad = seat(3, 2);
        assertThat(look(new PathwaySource(1).harming(bad, 0.135), Set.of(REFERENCE))
                        .suspected())
                .extracting(MinerEffect::seat)
                .containsExactly(bad);
    }

    @Test
    void the_one_other_miner_of_a_stage_is_judged() {
        var bad = new Seat(1, miner(101));
        var source = new PathwaySource(4).harming(bad, 0.45);
        Function<Integer, List<Hotkey>> miners =
                i -> List.of(miner(i % 3), i / 3 % 2 == 0 ? REFERENCE : miner(101), miner(200 + i / 6 % 3));

        var look = last(
                IntStream.range(0, 5)
                        .mapToObj(epoch -> pathways(source, epoch, 120, miners))
                        .toList(),
                Set.of(REFERENCE));

        assertThat(look.suspected()).extracting(MinerEffect::seat).containsExactly(bad);
    }

    @Test
    void the_reference_itself_is_not_judged() {
        var source = new PathwaySource(5);
        IntStream.range(0, STAGES).forEach(stage -> source.harming(new Seat(stage, REFERENCE), -0.45));

        var look = look(source, Set.of(REFERENCE));

        for (var stage = 0; stage < STAGES; stage++) {
            var effect = look.of(new Seat(stage, REFERENCE)).orElseThrow();
            assertThat(effect.judged()).isFalse();
            assertThat(effect.reason())
                    .isEqualTo("not judged: the run's owner vouches for it, and others are measured from it");
        }
    }

    /** Twenty epochs; in each the reference takes a sixth of the work of one stage. */
    private static ClaspLook look(PathwaySource source, Set<Hotkey> references) {
        return last(
                IntStream.range(0, 20)
                        .mapToObj(epoch -> pathways(source, epoch, 100, i -> {
                            var miners = new ArrayList<>(source.randomMiners());
                            if (source.random().nextInt(6) == 0) {
                                miners.set(epoch % STAGES, REFERENCE);
                            }
                            return miners;
                        }))
                        .toList(),
                references);
    }

    private static ClaspLook last(List<List<SampledPathway>> batches, Set<Hotkey> references) {
        var clasp = new Clasp(ClaspOptions.DEFAULT);
        var state = ClaspState.EMPTY;
        var looks = new ArrayList<ClaspLook>();
        for (var batch : batches) {
            var outcome = clasp.next(state, batch, references);
            state = outcome.state();
            outcome.look().ifPresent(looks::add);
        }
        return looks.getLast();
    }

    private static List<SampledPathway> pathways(
            PathwaySource source, long epoch, int size, Function<Integer, List<Hotkey>> miners) {
        return IntStream.range(0, size)
                .mapToObj(i ->
                        source.pathway(epoch, miners.apply(i), LOSS + source.normal(), OptionalDouble.empty(), false))
                .toList();
    }
}
