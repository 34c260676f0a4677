package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.hop.Dispatcher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a live miner could still do is not lost: it goes to another miner, or its position starts again. */
class RedoneTest {
    private final TestRun run = TestRun.of(1);
    private final TestMiner head = run.miner(1);
    private final TestMiner middle = run.miner(1);
    private final TestMiner tail = run.miner(1);

    @Test
    void what_cannot_be_rescued_starts_again_from_stage_0() {
        var rescuer = rescuer();
        var before = run.microbatch(0);
        var key = ObjectKeys.activation(
                run.names().run(),
                0,
                0,
                0,
                before.hops().getFirst().activation().orElseThrow().lease());
        run.services().objects().write(key, new byte[1]);

        run.deliver(rescuer.refusal(only(rescuer), RefusalCause.RESCUE_DIFFERS));

        assertThat(run.microbatch(0).state()).isEqualTo(State.UNFINISHED);
        assertThat(run.microbatch(0).hops()).as("what was done stays paid").isEqualTo(before.hops());
        assertThat(run.services().objects().length(key))
                .as("its objects are removed")
                .isEmpty();
        assertThat(run.microbatch(1).position()).isEqualTo(before.position());
        assertThat(run.microbatch(1).state()).isEqualTo(State.LEASED);
        assertThat(run.status().now().redone()).isEqualTo(1);
        assertThat(run.status().now().lost()).isZero();
        assertThat(run.record(rescuer).conduct().faults()).isZero();
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void what_lost_its_gradient_and_is_taken_back_then_starts_again_once() {
        run.deliver(head.answer(only(head)));
        run.deliver(middle.answer(only(middle)));
        run.deliver(tail.answer(only(tail)));
        tail.register(Optional.empty());
        assertThat(run.microbatch(0).redone()).isTrue();
        assertThat(run.microbatch(0).isOpen()).isTrue();
        var services = run.services();

        Epochs.of(services, new Runs(services), Dispatcher.of(services)).takeBack(run.run(), 0);

        assertThat(run.microbatch(0).state()).isEqualTo(State.UNFINISHED);
        assertThat(run.status().now().redone()).isEqualTo(1);
        assertThat(run.run().feeds().get(0).orElseThrow().waiting()).isEqualTo(1);
    }

    @Test
    void what_lost_its_gradient_and_fails_then_starts_again_once() {
        var rescuer = rescuer();
        var work = only(rescuer);
        tail.register(Optional.empty());
        assertThat(run.microbatch(0).redone()).isTrue();

        run.deliver(rescuer.refusal(work, RefusalCause.RESCUE_DIFFERS));

        assertThat(run.microbatch(0).state()).isEqualTo(State.UNFINISHED);
        assertThat(run.status().now().redone()).isEqualTo(1);
    }

    @Test
    void a_late_answer_to_the_attempt_before_changes_nothing() {
        var rescuer = rescuer();
        var late = middle.answer(only(middle));
        run.deliver(rescuer.refusal(only(rescuer), RefusalCause.RESCUE_DIFFERS));
        var before = List.of(run.microbatch(0), run.microbatch(1));

        run.deliver(late, late);

        assertThat(List.of(run.microbatch(0), run.microbatch(1))).isEqualTo(before);
        assertThat(run.status().now().redone()).isEqualTo(1);
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void a_hop_goes_to_the_other_miner_of_its_stage_although_the_one_that_refused_it_has_more_room() {
        var work = only(head);
        var other = secondHead();

        run.deliver(head.refusal(work, RefusalCause.UNABLE));

        assertThat(run.microbatch(0).lease().orElseThrow().hotkey()).isEqualTo(other.hotkey());
    }

    @Test
    void what_no_miner_of_the_stage_can_do_costs_none_of_them_anything() {
        var work = only(head);
        var other = secondHead();

        run.deliver(head.refusal(work, RefusalCause.NOT_FINITE));
        run.deliver(other.refusal(only(other), RefusalCause.NOT_FINITE));

        assertThat(run.microbatch(0).state()).isEqualTo(State.UNFINISHED);
        assertThat(List.of(head, other))
                .allSatisfy(miner ->
                        assertThat(run.record(miner).conduct().faults()).isZero());
    }

    @Test
    void tokens_that_no_miner_can_read_are_lost_in_the_end_and_no_miner_is_blamed() {
        Stream.generate(() -> (Work.Forward) only(head))
                .limit(20)
                .forEach(work -> run.deliver(head.sign(new Event.InputBad(
                        run.names().run(),
                        0,
                        work.microbatch(),
                        0,
                        Direction.FORWARD,
                        work.lease(),
                        "its SHA-256 is another"))));

        assertThat(run.status().now().lost()).isEqualTo(1);
        assertThat(run.status().now().inFlight()).isZero();
        assertThat(run.record(head).conduct().faults()).isZero();
        assertThat(run.miscounted()).isEmpty();
    }

    /** The owner of the middle's forward fell silent with a gradient in its inbox, and another miner has it now. */
    private TestMiner rescuer() {
        Stream.of(head, middle).forEach(miner -> run.deliver(miner.answer(only(miner))));
        run.miner(1);
        var rescuer = run.miner(1);
        assertThat(rescuer.stage()).isEqualTo(1);
        run.deliver(tail.answer(only(tail)));
        run.clock().pass(Duration.ofMinutes(5));
        Stream.of(head, rescuer, tail).forEach(miner -> miner.renew(1));
        run.sweep();
        assertThat(run.microbatch(0).lease().orElseThrow().hotkey()).isEqualTo(rescuer.hotkey());
        return rescuer;
    }

    private TestMiner secondHead() {
        var other = run.miner(1);
        assertThat(other.stage()).isZero();
        run.clock().pass(Duration.ofSeconds(2));
        return other;
    }

    private static Work only(TestMiner miner) {
        var work = miner.receive();
        assertThat(work).hasSize(1);
        return work.getFirst();
    }
}
