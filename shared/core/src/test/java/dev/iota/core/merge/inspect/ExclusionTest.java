package dev.iota.core.merge.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExclusionTest {
    private static final List<Hotkey> MINERS = Samples.miners(5);

    @Test
    void honest_uploads_all_count_by_their_microbatches() {
        var exclusion = decide(of(0, 10, 1, 1.0), of(1, 8, 1, 1.2), of(2, 12, 1, 0.9));

        assertThat(exclusion.excluded()).isEmpty();
        assertThat(exclusion.kept()).extracting(Contribution::weight).containsExactly(10, 8, 12);
        assertThat(exclusion.kept()).extracting(Contribution::scale).containsOnly(1.0);
        assertThat(exclusion.effectiveBatch()).isEqualTo(30);
    }

    @Test
    void ten_medians_are_excluded_three_are_scaled_to_three() {
        var exclusion = decide(of(0, 1, 1, 1), of(1, 1, 1, 1), of(2, 1, 1, 3), of(3, 1, 1, 6), of(4, 1, 1, 100));

        // The median is 3: twice that is let through, 33 times that is not.
        assertThat(exclusion.excluded()).extracting(e -> e.hotkey()).containsExactly(MINERS.get(4));
        assertThat(exclusion.excluded().getFirst().reason())
                .contains("33.3 medians")
                .contains("above 10");
        var other = decide(of(0, 1, 1, 1), of(1, 1, 1, 1), of(2, 1, 1, 1), of(3, 1, 1, 6));
        assertThat(other.kept().get(3).scale()).isCloseTo(0.5, within(1e-15));
        assertThat(other.kept().get(3).reason()).contains("6.0 medians and scaled to 3");
        assertThat(other.kept().get(0).scale()).isEqualTo(1);
    }

    @Test
    void exactly_three_and_exactly_ten_medians_are_not_above() {
        var exclusion = decide(of(0, 1, 1, 1), of(1, 1, 1, 1), of(2, 1, 1, 1), of(3, 1, 1, 3), of(4, 1, 1, 10));

        assertThat(exclusion.excluded()).isEmpty();
        assertThat(exclusion.kept().get(3).scale()).isEqualTo(1);
        assertThat(exclusion.kept().get(4).scale()).isCloseTo(0.3, within(1e-15));
    }

    @Test
    void a_norm_is_compared_per_root_of_steps() {
        var exclusion = decide(of(0, 4, 1, 1), of(1, 4, 1, 1), of(2, 4, 16, 4));

        assertThat(exclusion.kept()).extracting(Contribution::scale).containsOnly(1.0);
    }

    @Test
    void an_upload_weighs_two_medians_at_most() {
        var exclusion = decide(of(0, 10, 1, 1), of(1, 10, 1, 1), of(2, 500, 1, 1));

        assertThat(exclusion.kept()).extracting(Contribution::weight).containsExactly(10, 10, 20);
        assertThat(exclusion.kept().get(2).reason())
                .contains("500 microbatches")
                .contains("20 count");
    }

    @Test
    void what_is_broken_or_did_nothing_is_left_out_and_moves_no_median() {
        var uploads = new ArrayList<>(List.of(of(0, 10, 1, 1), of(1, 10, 1, 1)));
        uploads.add(new Inspected(MINERS.get(2), 1000, 1, Optional.of(Fault.NOT_FINITE), 0));
        uploads.add(new Inspected(MINERS.get(3), 0, 0, Optional.empty(), 1e20));

        var exclusion = Exclusion.of(uploads, ExclusionOptions.DEFAULT);

        assertThat(exclusion.kept()).extracting(Contribution::hotkey).containsExactly(MINERS.get(0), MINERS.get(1));
        assertThat(exclusion.kept()).extracting(Contribution::weight).containsOnly(10);
        assertThat(exclusion.excluded())
                .extracting(Exclusion.Excluded::reason)
                .containsExactly("an element is not finite", "its step log contains no accepted microbatch");
    }

    @Test
    void of_two_uploads_nobody_can_say_which_is_off() {
        assertThat(decide(of(0, 1, 1, 1), of(1, 1, 1, 1e6)).kept()).hasSize(2);
    }

    @Test
    void with_a_median_of_zero_norms_are_not_compared() {
        var exclusion = decide(of(0, 1, 1, 0), of(1, 1, 1, 0), of(2, 1, 1, 5));

        assertThat(exclusion.kept()).hasSize(3).extracting(Contribution::scale).containsOnly(1.0);
    }

    @Test
    void the_list_is_in_hotkey_order_whatever_order_the_uploads_came_in() {
        var one = decide(of(2, 5, 1, 1), of(0, 6, 1, 1), of(1, 7, 1, 1));
        var other = decide(of(0, 6, 1, 1), of(1, 7, 1, 1), of(2, 5, 1, 1));

        assertThat(one).isEqualTo(other);
        assertThat(one.kept()).extracting(Contribution::hotkey).isEqualTo(MINERS.subList(0, 3));
    }

    @Test
    void without_uploads_nothing_is_kept() {
        assertThat(decide().kept()).isEmpty();
    }

    private static Exclusion decide(Inspected... uploads) {
        return Exclusion.of(List.of(uploads), ExclusionOptions.DEFAULT);
    }

    private static Inspected of(int miner, int microbatches, int steps, double norm) {
        return new Inspected(MINERS.get(miner), microbatches, steps, Optional.empty(), norm * norm);
    }
}
