package dev.iota.core.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.Presets;
import dev.iota.core.run.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a run halts, and what a single miner cannot bring about. */
@Tag("security")
class DivergenceTest {
    private static final double RATE = 1e25;

    private final Divergence divergence =
            new Divergence(Presets.load("tiny").training().withSchedule(Schedule.constant(RATE, 0)));
    private final Random random = new Random(1);
    private final Hotkey a = KeyPair.generate(random).hotkey();
    private final Hotkey b = KeyPair.generate(random).hotkey();
    private final Hotkey u = KeyPair.generate(random).hotkey();
    private final Hotkey v = KeyPair.generate(random).hotkey();
    private Vitals vitals = Vitals.NONE;

    @Test
    void what_two_miners_of_a_stage_find_halts_the_run() {
        says(a, 1);
        assertThat(found()).isEmpty();
        says(b, 1);

        assertThat(found().orElseThrow().reason())
                .isEqualTo("diverged after step 1 of epoch 0 at a learning rate of 1.00e+25: the activation of stage 1"
                        + " is not finite, as 2 miners of the stage found;"
                        + " lower the rate: ./iota train --resume DIR --rate R");
    }

    @Test
    void one_miner_of_several_halts_nothing_however_often_it_says_so() {
        for (var id = 0; id < 100; id++) {
            says(a, id);
        }

        assertThat(found()).isEmpty();
    }

    @Test
    void two_miners_that_say_so_of_different_microbatches_do_not_agree() {
        says(a, 1);
        says(b, 2);

        assertThat(found()).isEmpty();
    }

    @Test
    void the_only_miner_of_a_stage_halts_it_after_a_few_microbatches_in_a_row() {
        alone(a, 1, 7);
        alone(a, 2, 7);
        assertThat(found()).isEmpty();
        alone(a, 3, 7);

        assertThat(found()).isPresent();
    }

    @Test
    void a_hop_that_the_only_miner_did_in_between_begins_the_row_again() {
        alone(a, 1, 7);
        alone(a, 2, 7);
        alone(a, 3, 8);
        alone(a, 4, 8);
        assertThat(found()).isEmpty();
        alone(a, 5, 8);

        assertThat(found()).isPresent();
    }

    @Test
    void the_same_word_again_counts_once() {
        alone(a, 1, 7);
        alone(a, 1, 7);
        alone(a, 1, 7);

        assertThat(found()).isEmpty();
    }

    @Test
    void one_miner_whose_output_makes_all_others_overflow_halts_nothing() {
        for (var id = 0; id < 8; id++) {
            says(a, id, u);
            says(b, id, u);
        }

        assertThat(found()).isEmpty();
    }

    @Test
    void what_comes_of_different_producers_is_nobodys_fault() {
        for (var id = 0; id < 3; id++) {
            says(a, id, id == 0 ? v : u);
            says(b, id, id == 0 ? v : u);
        }

        assertThat(found()).isPresent();
    }

    @Test
    void a_hop_that_another_miner_did_refutes_what_was_said_of_it() {
        says(a, 1);
        vitals = vitals.without(1, b);
        says(b, 1);

        assertThat(found()).isEmpty();
    }

    @Test
    void what_was_said_in_an_earlier_epoch_is_over() {
        says(a, 1);
        vitals = vitals.with(report(b, 1, 1, false, 0));

        assertThat(found()).isEmpty();
    }

    @Test
    void a_loss_far_above_its_own_mean_for_long_halts_the_run() {
        losses(6, 4, 3);
        losses(9, 9, 9);
        assertThat(found()).as("not for long yet").isEmpty();
        losses(9);

        var halt = found().orElseThrow();
        assertThat(halt.reason()).contains("the loss of the last", "is 9.00, and was 3.00 before", "1.00e+25");
        assertThat(halt.goodEpoch()).contains(0);
    }

    @Test
    void a_loss_that_overflowed_is_far_above() {
        losses(6, 1e38, 1e38, 1e38, 1e38);

        assertThat(found()).isPresent();
    }

    @Test
    void a_spike_that_passes_halts_nothing() {
        losses(6, 4, 3, 9, 9, 9, 3, 9, 9, 9, 2);

        assertThat(found()).isEmpty();
    }

    @Test
    void a_loss_that_falls_rises_a_little_or_is_near_zero_halts_nothing() {
        losses(6, 5, 4, 3, 3.5, 4, 4.5, 5, 5, 5, 5);
        assertThat(found()).isEmpty();
        vitals = vitals.cleared();
        losses(0.1, 0.9, 0.9, 0.9, 0.9, 0.9);

        assertThat(found()).isEmpty();
    }

    @Test
    void the_good_epoch_is_the_one_before_the_loss_rose() {
        losses(6, 4);
        epoch = 1;
        losses(3);
        epoch = 2;
        losses(9, 9, 9, 9);

        assertThat(found().orElseThrow().goodEpoch()).contains(1);
    }

    @Test
    void what_is_kept_is_bounded() {
        for (var id = 0; id < 200; id++) {
            says(id % 2 == 0 ? a : b, id);
            losses(3);
        }

        assertThat(vitals.reports()).hasSize(16);
        assertThat(vitals.losses()).hasSize(64);
        assertThat(found()).isEmpty();
    }

    private int epoch;
    private long completed;
    private double sum;

    private void losses(double... means) {
        for (var mean : means) {
            completed += divergence.apart();
            sum += mean * divergence.apart();
            vitals = vitals.with(new LossSample(epoch, completed, sum), divergence.apart());
        }
    }

    private Optional<Divergence.Found> found() {
        return divergence.found(vitals);
    }

    private void says(Hotkey miner, long id, Hotkey... others) {
        vitals = vitals.with(report(miner, id, 0, false, 0, others));
    }

    private void alone(Hotkey miner, long id, long accepted) {
        vitals = vitals.with(report(miner, id, 0, true, accepted));
    }

    private static NonFinite report(Hotkey miner, long id, int epoch, boolean alone, long accepted, Hotkey... others) {
        return new NonFinite(
                new NonFinite.MicrobatchHop(id, epoch, 1, "activation"),
                new NonFinite.Reporter(miner, alone, accepted, 2),
                List.of(others));
    }
}
