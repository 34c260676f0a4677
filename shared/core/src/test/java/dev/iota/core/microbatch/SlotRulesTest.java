package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.SlotRules.Due;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the record of a miner must learn from a microbatch, and that it learns everything once. */
class SlotRulesTest extends MicrobatchScene {
    private static final Due NOTHING = new Due.Nothing();

    @Test
    void a_slot_is_taken_up_with_the_lease_and_only_if_it_is_not() {
        var leased = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        assertThat(SlotRules.due(leased, slot(head, 0), Optional.empty())).isEqualTo(new Due.Take());
        assertThat(SlotRules.due(leased, slot(head, 0), taken(leased, head, 0))).isEqualTo(NOTHING);
        assertThat(SlotRules.due(leased, slot(middle, 0), Optional.empty())).isEqualTo(NOTHING);
    }

    @Test
    void a_forward_is_counted_while_the_slot_stays_in_use() {
        var leased = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        var mark = taken(leased, head, 0);
        var done = forward(leased, head, "a");

        assertThat(SlotRules.due(done, slot(head, 0), mark)).isEqualTo(new Due.CountForward());
        assertThat(SlotRules.due(done, slot(head, 0), mark.map(SlotMark::counted)))
                .isEqualTo(NOTHING);
    }

    @Test
    void a_backward_gives_the_slot_back_and_counts_a_forward_that_was_not() {
        var atTail = atTail();
        var mark = Optional.of(new SlotMark(2, false));
        var back = backward(lease(backward(atTail, tail, "c"), middle, "d"), middle, "d");

        assertThat(SlotRules.due(back, slot(middle, 1), mark.map(SlotMark::counted)))
                .isEqualTo(new Due.Release(false, true));
        assertThat(SlotRules.due(back, slot(middle, 1), mark)).isEqualTo(new Due.Release(true, true));
        assertThat(SlotRules.due(back, slot(middle, 1), Optional.empty())).isEqualTo(NOTHING);
    }

    @Test
    void the_tail_counts_a_backward_and_no_forward() {
        var atTail = atTail();
        var mark = taken(atTail, tail, 2);

        assertThat(SlotRules.due(backward(atTail, tail, "c"), slot(tail, 2), mark))
                .isEqualTo(new Due.Release(false, true));
    }

    @Test
    void who_lost_the_hop_to_another_gives_the_slot_back_and_counts_nothing() {
        var leased = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        var mark = taken(leased, head, 0);
        var expired = transitions.expire(leased, "a", late()).next();

        assertThat(SlotRules.due(expired, slot(head, 0), mark)).isEqualTo(new Due.Release(false, false));
        assertThat(SlotRules.due(forward(lease(expired, middle, "b"), middle, "b"), slot(head, 0), mark))
                .isEqualTo(new Due.Release(false, false));
    }

    @Test
    void what_an_epoch_did_not_finish_gives_every_slot_back() {
        var atTail = atTail();
        var over = transitions.unfinished(atTail, NOW).next();

        assertThat(SlotRules.due(over, slot(head, 0), Optional.of(new SlotMark(1, true))))
                .isEqualTo(new Due.Release(false, false));
        assertThat(SlotRules.due(over, slot(middle, 1), Optional.of(new SlotMark(2, false))))
                .isEqualTo(new Due.Release(true, false));
        assertThat(SlotRules.due(over, slot(tail, 2), taken(atTail, tail, 2))).isEqualTo(new Due.Release(false, false));
    }

    @Test
    void what_was_marked_after_the_microbatch_was_read_is_left_as_it_is() {
        var leased = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        var later = new SlotMark(leased.version() + 1, false);

        assertThat(SlotRules.due(leased, slot(middle, 1), Optional.of(later))).isEqualTo(NOTHING);
    }

    @Test
    void a_forward_that_was_accepted_is_not_counted_again_when_its_miner_gets_the_slot_back() {
        var back = backward(atTail(), tail, "c");
        var rescued = lease(back, tail, "d");
        var again = transitions.expire(rescued, "d", late()).next();

        assertThat(SlotRules.mark(again, slot(middle, 1)).forward()).isTrue();
        assertThat(SlotRules.mark(rescued, slot(tail, 1)).forward()).isFalse();
    }

    @Test
    void a_mark_is_one_number_and_a_slot_one_name() {
        for (var mark : new SlotMark[] {new SlotMark(5, false), new SlotMark(5, true)}) {
            assertThat(SlotMark.of(mark.number())).isEqualTo(mark);
        }
        assertThat(Slot.of(head, slot(head, 3).name())).isEqualTo(slot(head, 3));
        assertThatThrownBy(() -> Slot.of(head, "7")).isInstanceOf(NumberFormatException.class);
    }

    private static Slot slot(Hotkey hotkey, int stage) {
        return new Slot(hotkey, 7, stage);
    }

    private static Optional<SlotMark> taken(Microbatch leased, Hotkey hotkey, int stage) {
        return Optional.of(SlotRules.mark(leased, slot(hotkey, stage)));
    }
}
