package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.SignedEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the audit of a hop costs in calls, beyond those of the hop. */
class AuditCostTest {
    private final CountedCalls calls = new CountedCalls();
    private AuditScene scene = AuditScene.of(AuditScene.EVERY, 1, calls::around);

    @Test
    void to_draw_a_hop_costs_no_call_more_than_to_record_it() {
        var event = backwardOfTheMiddle();
        calls.begin();

        scene.run.deliver(event);

        var drawn = Map.copyOf(calls.byName());
        assertThat(scene.counts().drawn()).isEqualTo(2);
        scene = AuditScene.of(AuditScene.EVERY.withShare(0), 1, calls::around);
        event = backwardOfTheMiddle();
        calls.begin();

        scene.run.deliver(event);

        assertThat(drawn).isEqualTo(calls.byName());
        assertThat(scene.counts().drawn()).isZero();
    }

    @Test
    void a_verdict_that_passes_and_the_lease_of_the_next_audit() {
        scene.pass();
        var validator = scene.validator(0);
        scene.run.deliver(validator.judges(scene.given(0), true));
        var event = validator.judges(validator.receive().getFirst(), true);
        calls.begin();

        scene.run.deliver(event);

        assertThat(calls.total()).isLessThanOrEqualTo(24);
        assertThat(calls.byName()).containsEntry("transactWriteItems", 1).containsEntry("sendMessage", 1);
        assertThat(scene.counts().passed()).isEqualTo(2);
    }

    private SignedEvent backwardOfTheMiddle() {
        scene.passToTheTail();
        return scene.does(scene.middle, scene.middle.receive().getFirst());
    }
}
