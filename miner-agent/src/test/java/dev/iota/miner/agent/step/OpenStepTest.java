package dev.iota.miner.agent.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.step.OpenStep.Admission;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenStepTest {
    private final OpenStep step = new OpenStep(1, 2, 4);

    @Test
    void a_step_admits_at_most_A_forwards() {
        assertThat(step.admit(10, "a")).isEqualTo(Admission.ADMITTED);
        assertThat(step.admit(11, "b")).isEqualTo(Admission.ADMITTED);
        assertThat(step.admit(12, "c")).isEqualTo(Admission.FULL);
        assertThat(step.awaiting()).containsOnlyKeys(10L, 11L);
    }

    @Test
    void an_accumulated_forward_leaves_no_room_for_another() {
        step.admit(10, "a");
        step.accumulated(entry(10));
        step.admit(11, "b");
        step.accumulated(entry(11));
        assertThat(step.admission(12)).isEqualTo(Admission.FULL);
    }

    @Test
    void a_step_is_complete_when_every_admitted_forward_is_accumulated() {
        step.admit(10, "a");
        step.admit(11, "b");
        step.accumulated(entry(11));
        assertThat(step.isComplete()).isFalse();
        step.accumulated(entry(10));
        assertThat(step.isComplete()).isTrue();
        assertThat(step.entries()).extracting(StepEntry::microbatch).containsExactly(11L, 10L);
        assertThat(step.next().number()).isEqualTo(2);
    }

    @Test
    void a_step_does_not_end_before_A_forwards_came() {
        step.admit(10, "a");
        step.accumulated(entry(10));
        assertThat(step.isComplete()).isFalse();
    }

    @Test
    void a_step_goes_on_without_what_was_taken_back() {
        step.admit(10, "a");
        step.admit(11, "b");
        step.accumulated(entry(10));
        assertThat(step.gone(11, "b")).isTrue();
        assertThat(step.isComplete()).isTrue();
        assertThat(step.entries()).extracting(StepEntry::microbatch).containsExactly(10L);
    }

    @Test
    void a_step_of_which_everything_was_taken_back_is_begun_anew_under_its_number() {
        step.admit(10, "a");
        step.admit(11, "b");
        step.gone(10, "a");
        step.gone(11, "b");
        assertThat(step.isComplete()).isTrue();
        assertThat(step.next().number()).isEqualTo(1);
    }

    @Test
    void what_was_taken_back_and_given_again_is_awaited() {
        step.admit(10, "old");
        assertThat(step.admit(10, "new")).isEqualTo(Admission.REPEATED);
        assertThat(step.gone(10, "old")).isFalse();
        assertThat(step.awaits(10)).isTrue();
    }

    @Test
    void a_repeated_forward_is_counted_once() {
        step.admit(10, "a");
        step.admit(10, "b");
        assertThat(step.admit(11, "c")).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void a_gradient_joins_once() {
        step.admit(10, "a");
        step.accumulated(entry(10));
        assertThat(step.admission(10)).isEqualTo(Admission.ACCUMULATED);
        var again = entry(10);
        assertThatThrownBy(() -> step.accumulated(again)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_rescued_backward_joins_without_being_admitted() {
        step.accumulated(entry(90));
        assertThat(step.admit(10, "a")).isEqualTo(Admission.ADMITTED);
        assertThat(step.admit(11, "b")).isEqualTo(Admission.ADMITTED);
        assertThat(step.hasRoomForRescue()).isTrue();
        step.accumulated(entry(91));
        assertThat(step.hasRoomForRescue()).isFalse();
    }

    @Test
    void a_step_that_can_name_no_more_microbatches_ends() {
        for (var id = 90; id < 94; id++) {
            step.accumulated(entry(id));
        }
        assertThat(step.admission(10)).isEqualTo(Admission.FULL);
        assertThat(step.isComplete()).isTrue();
    }

    private static StepEntry entry(long microbatch) {
        return new StepEntry(microbatch, "0".repeat(64), Optional.empty());
    }
}
