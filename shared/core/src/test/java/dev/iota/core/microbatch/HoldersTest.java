package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose slots a microbatch takes up. */
class HoldersTest extends MicrobatchScene {
    @Test
    void it_is_held_by_those_who_have_it_or_will_get_it_back() {
        var m = lease(forward(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), head, "a"), middle, "b");

        assertThat(m.isHeldBy(head, 0)).isTrue();
        assertThat(m.isHeldBy(middle, 1)).isTrue();
        assertThat(m.isHeldBy(tail, 2)).isFalse();
        assertThat(Holders.of(m)).containsExactly(head, middle);

        var back = backward(atTail(), tail, "c");
        assertThat(back.isHeldBy(middle, 1)).isTrue();
        assertThat(back.isHeldBy(tail, 2)).isFalse();
        assertThat(Holders.of(back)).containsExactly(head, middle);
        var rescued = lease(back, tail, "d");
        assertThat(rescued.isHeldBy(middle, 1)).isFalse();
        assertThat(Holders.of(rescued)).containsExactly(head, tail);
    }

    @Test
    void slots_change_by_the_difference_of_holders() {
        assertThat(Holders.change(List.of(head, middle), List.of(head, tail)))
                .containsOnly(java.util.Map.entry(middle, -1), java.util.Map.entry(tail, 1));
        assertThat(Holders.change(List.of(head), List.of(head))).isEmpty();
    }
}
