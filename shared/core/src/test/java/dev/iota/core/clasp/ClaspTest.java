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
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClaspTest {
    private static final ClaspOptions OPTIONS = ClaspOptions.DEFAULT;

    @Test
    void a_miner_that_raises_the_loss_by_a_tenth_is_found_within_some_hundred_pathways() {
        for (var seed = 0; seed < 50; seed++) {
            var bad = seat(seed % 5, seed % 3);
            var look = lookAfter(new PathwaySource(seed).harming(bad, 0.1 * LOSS), 300);

            assertThat(look.suspected())
                    .as("seed %d", seed)
                    .extracting(MinerEffect::seat)
                    .containsExactly(bad);
            var effect = look.of(bad).orElseThrow();
            assertThat(effect.effect()).isCloseTo(0.45, within(6 * effect.standardError()));
            assertThat(effect.reason()).contains("nats from the median of the others", "suspicion begins at");
        }
    }

    @Test
    void a_tenth_a_hundredth_and_two_bad_miners_of_five_are_found_side_by_side() {
        var source = new PathwaySource(1)
                .harming(seat(0, 0), 0.45)
                .harming(seat(2, 1), 0.45)
                .harming(seat(2, 3), 0.135)
                .harming(seat(4, 4), 0.045);

        assertThat(lookAfter(source, 10_000).suspected())
                .extracting(MinerEffect::seat)
                .containsExactly(seat(0, 0), seat(2, 1), seat(2, 3), seat(4, 4));
    }

    @Test
    void a_stage_of_which_almost_all_are_bad_looks_like_one_of_which_none_is_and_accuses_no_honest_miner() {
        var source = new PathwaySource(2)
                .harming(seat(1, 0), 0.45)
                .harming(seat(1, 1), 0.45)
                .harming(seat(1, 2), 0.45)
                .harming(seat(1, 3), 0.45);

        var look = lookAfter(source, 2000);

        assertThat(look.suspected()).isEmpty();
        assertThat(look.of(seat(1, 4)).orElseThrow().effect()).isCloseTo(-0.45, within(0.1));
    }

    @Test
    void two_bad_miners_of_four_are_found_and_of_three_with_half_of_their_effect_and_no_honest_miner_is() {
        var source = new PathwaySource(3).harming(seat(1, 0), 0.45).harming(seat(1, 1), 0.45);

        var four = lookAfter(without(source, seat(1, 4)));
        assertThat(four.suspected()).extracting(MinerEffect::seat).containsExactly(seat(1, 0), seat(1, 1));
        assertThat(four.of(seat(1, 0)).orElseThrow().effect()).isCloseTo(0.45, within(0.05));

        var three = lookAfter(without(source, seat(1, 4), seat(1, 3)));
        assertThat(three.suspected()).extracting(MinerEffect::seat).containsExactly(seat(1, 0), seat(1, 1));
        assertThat(three.of(seat(1, 0)).orElseThrow().effect()).isCloseTo(0.225, within(0.05));
    }

    private static List<List<SampledPathway>> without(PathwaySource source, Seat... seats) {
        return batches(2000, epoch -> source.batch(epoch, 200).stream()
                .filter(pathway -> Stream.of(seats)
                        .noneMatch(seat -> pathway.miners().get(seat.stage()).equals(seat.miner())))
                .toList());
    }

    @Test
    void a_stage_with_one_miner_or_two_is_not_judged() {
        var source = new PathwaySource(4).harming(new Seat(1, miner(101)), 2);
        var look = lookAfter(batches(
                500,
                epoch -> pathways(source, epoch, 100, i -> List.of(miner(i % 3), miner(100 + i / 3 % 2), miner(200)))));

        assertThat(look.suspected()).isEmpty();
        assertThat(look.miners().stream().filter(miner -> miner.seat().stage() == 0))
                .hasSize(3)
                .allMatch(MinerEffect::judged);
        assertThat(look.of(new Seat(1, miner(101))).orElseThrow().reason())
                .isEqualTo("not judged: the pathways tell its effect from that of 1 others in its stage,"
                        + " and 2 are needed");
        assertThat(look.of(new Seat(2, miner(200))).orElseThrow().reason()).contains("that of 0 others");
    }

    @Test
    void miners_that_were_never_seen_apart_are_not_judged_and_the_others_are() {
        var bad = new Seat(0, miner(3));
        var source = new PathwaySource(5).harming(bad, 0.45);
        // The first miner of stage 0 and the first of stage 1 only ever work together.
        var look = lookAfter(batches(
                1000,
                epoch -> pathways(source, epoch, 100, i -> {
                    var first = source.random().nextInt(5);
                    return List.of(
                            miner(first),
                            miner(10 + (first == 0 ? 0 : 1 + source.random().nextInt(4))));
                })));

        assertThat(look.suspected()).extracting(MinerEffect::seat).containsExactly(bad);
        assertThat(look.miners().stream().filter(miner -> !miner.judged()))
                .extracting(MinerEffect::seat)
                .containsExactly(new Seat(0, miner(0)), new Seat(1, miner(10)));
    }

    @Test
    void a_miner_that_was_seen_in_an_epoch_of_its_own_is_not_told_from_the_epoch() {
        var source = new PathwaySource(6);
        var batches = new ArrayList<>(batches(500, epoch -> source.batch(epoch, 100)));
        batches.add(pathways(source, 99, 50, i -> {
            var miners = new ArrayList<>(source.randomMiners());
            miners.set(2, miner(77));
            return miners;
        }));

        var alone = lookAfter(batches.reversed()).of(new Seat(2, miner(77))).orElseThrow();

        assertThat(alone.judged()).isFalse();
        assertThat(alone.reason()).contains("that of 0 others in its stage");
    }

    @Test
    void a_miner_of_few_pathways_is_not_judged() {
        var source = new PathwaySource(7).harming(new Seat(2, miner(77)), 5);
        var batch = new ArrayList<>(source.batch(0, 100));
        for (var i = 0; i < 9; i++) {
            var miners = new ArrayList<>(source.randomMiners());
            miners.set(2, miner(77));
            batch.add(source.pathway(0, miners, LOSS + source.normal(), OptionalDouble.empty(), false));
        }

        var look = lookAfter(List.of(batch));

        assertThat(look.suspected()).isEmpty();
        assertThat(look.of(new Seat(2, miner(77))).orElseThrow().reason())
                .isEqualTo("not judged: 9 pathways passed it, and 10 are needed");
    }

    @Test
    void losses_that_do_not_vary_accuse_nobody() {
        var source = new PathwaySource(8);
        var look = lookAfter(batches(200, epoch -> pathways(source, epoch, 100, i -> source.randomMiners()).stream()
                .map(pathway -> new SampledPathway(epoch, pathway.miners(), LOSS, OptionalDouble.empty(), false))
                .toList()));

        assertThat(look.miners()).hasSize(25).noneMatch(MinerEffect::judged).noneMatch(MinerEffect::suspected);
    }

    @Test
    void one_absurd_loss_accuses_nobody_and_hides_nobody() {
        var bad = seat(3, 3);
        var source = new PathwaySource(9).harming(bad, 0.45);
        var look = lookAfter(batches(500, epoch -> {
            var batch = new ArrayList<>(source.batch(epoch, 100));
            batch.set(0, new SampledPathway(epoch, source.randomMiners(), 1000, OptionalDouble.empty(), false));
            return batch;
        }));

        assertThat(look.suspected()).extracting(MinerEffect::seat).containsExactly(bad);
    }

    @Test
    void a_miner_that_moved_to_another_stage_begins_anew() {
        var source = new PathwaySource(10).harming(seat(1, 1), 0.45);
        var batches = new ArrayList<>(batches(300, epoch -> source.batch(epoch, 100)));
        batches.add(pathways(source, 99, 200, i -> {
            var miners = new ArrayList<>(source.randomMiners());
            miners.set(4, i % 2 == 0 ? seat(1, 1).miner() : miners.get(4));
            return miners;
        }));

        var look = lookAfter(batches);

        assertThat(look.of(seat(1, 1)).orElseThrow().suspected()).isTrue();
        assertThat(look.of(new Seat(4, seat(1, 1).miner())).orElseThrow().suspected())
                .isFalse();
    }

    private static List<SampledPathway> pathways(
            PathwaySource source, long epoch, int size, Function<Integer, List<Hotkey>> miners) {
        var all = new ArrayList<SampledPathway>();
        for (var i = 0; i < size; i++) {
            all.add(source.pathway(epoch, miners.apply(i), LOSS + source.normal(), OptionalDouble.empty(), false));
        }
        return all;
    }

    private static List<List<SampledPathway>> batches(int atLeast, Function<Long, List<SampledPathway>> batch) {
        var batches = new ArrayList<List<SampledPathway>>();
        for (var epoch = 0L; batches.stream().mapToInt(List::size).sum() < atLeast; epoch++) {
            batches.add(batch.apply(epoch));
        }
        return batches;
    }

    private static ClaspLook lookAfter(PathwaySource source, int pathways) {
        return lookAfter(batches(pathways, epoch -> source.batch(epoch, 100)));
    }

    /** The last look that there was. */
    private static ClaspLook lookAfter(List<List<SampledPathway>> batches) {
        var clasp = new Clasp(OPTIONS);
        var state = ClaspState.EMPTY;
        var looks = new ArrayList<ClaspLook>();
        for (var batch : batches) {
            var outcome = clasp.next(state, batch);
            state = outcome.state();
            outcome.look().ifPresent(looks::add);
        }
        return looks.getLast();
    }
}
