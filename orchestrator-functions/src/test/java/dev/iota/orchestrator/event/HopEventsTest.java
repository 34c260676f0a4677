package dev.iota.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.TestMiner;
import dev.iota.orchestrator.TestRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HopEventsTest {
    private final TestRun run = TestRun.of(100);
    private final TestMiner head = run.miner(1);
    private final TestMiner middle = run.miner(1);
    private final TestMiner tail = run.miner(1);

    @Test
    void a_microbatch_passes_every_stage_and_comes_back() {
        run.control().close();
        passTo(tail);
        run.deliver(tail.answer(only(tail)));
        run.deliver(middle.answer(only(middle)));
        run.deliver(head.answer(only(head)));

        var receipt = run.microbatch(0);
        assertThat(receipt.state()).isEqualTo(State.COMPLETE);
        assertThat(receipt.loss()).contains(2.5f);
        assertThat(receipt.hops())
                .extracting(hop -> hop.hotkey())
                .containsExactly(head.hotkey(), middle.hotkey(), tail.hotkey());
        var status = run.status().now();
        assertThat(status.completed()).isEqualTo(1);
        assertThat(status.inFlight()).isZero();
        assertThat(status.lastLoss()).isEqualTo(2.5);
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void a_free_slot_at_the_head_starts_the_next_microbatch() {
        passTo(tail);
        run.deliver(tail.answer(only(tail)));
        run.deliver(middle.answer(only(middle)));
        run.deliver(head.answer(only(head)));

        assertThat(run.microbatch(1).state()).isEqualTo(State.LEASED);
        assertThat(only(head)).isInstanceOf(Work.Forward.class);
    }

    @Test
    void work_holds_everything_that_its_hop_needs() {
        var first = (Work.Forward) only(head);
        assertThat(first.tokens()).isPresent();
        assertThat(first.tokens().get().sha256()).isPresent();
        assertThat(first.input()).isEmpty();
        assertThat(first.output()).isPresent();
        run.deliver(head.answer(first));

        var second = (Work.Forward) only(middle);
        assertThat(second.tokens()).isEmpty();
        assertThat(second.input().orElseThrow().sha256()).contains(Sha256.hex("activation" + first.lease()));
        run.deliver(middle.answer(second));

        var third = (Work.Forward) only(tail);
        assertThat(third.tokens()).isPresent();
        assertThat(third.output()).isPresent();
        run.deliver(tail.answer(third));

        var back = (Work.Backward) only(middle);
        assertThat(back.gradient().sha256()).contains(Sha256.hex("gradient" + third.lease()));
        assertThat(back.stored().sha256()).contains(Sha256.hex("activation" + second.lease()));
        assertThat(back.input()).isPresent();
        run.deliver(middle.answer(back));

        var last = (Work.Backward) only(head);
        assertThat(last.tokens()).isPresent();
        assertThat(last.output()).isEmpty();
    }

    @Tag("security")
    @Test
    void a_repeated_event_counts_once() {
        run.control().close();
        var forward = head.answer(only(head));
        run.deliver(forward, forward);
        run.deliver(forward);
        var work = only(middle);
        run.deliver(middle.answer(work));
        var backward = tail.answer(only(tail));
        run.deliver(backward, backward);

        assertThat(middle.receive()).hasSize(1);
        assertThat(run.record(head).progress().forwards()).isEqualTo(1);
        assertThat(run.record(tail).progress().backwards()).isEqualTo(1);
        assertThat(run.miscounted()).isEmpty();
    }

    @Tag("security")
    @Test
    void events_in_any_order_count_once_each() {
        run.control().close();
        var work = only(head);
        var forward = head.answer(work);
        run.deliver(forward);
        run.deliver(middle.answer(only(middle)));
        run.deliver(tail.answer(only(tail)));
        var back = middle.answer(only(middle));

        run.deliver(forward, back, forward, back);

        assertThat(run.microbatch(0).stage()).isZero();
        assertThat(run.microbatch(0).direction()).isEqualTo(Direction.BACKWARD);
        assertThat(run.record(middle).progress().backwards()).isEqualTo(1);
        assertThat(run.record(head).progress().forwards()).isEqualTo(1);
    }

    @Test
    void an_answer_after_its_lease_ran_out_counts_while_nobody_else_answered() {
        var late = head.answer(only(head));
        run.clock().pass(Duration.ofHours(1));

        run.deliver(late);

        assertThat(run.microbatch(0).stage()).isEqualTo(1);
    }

    @Tag("security")
    @Test
    void an_event_of_a_fenced_registration_is_refused() {
        var forward = head.answer(only(head));
        head.register(java.util.Optional.empty());

        run.deliver(forward);

        assertThat(run.microbatch(0).stage()).isZero();
        assertThat(run.record(head).progress().forwards()).isZero();
    }

    @Tag("security")
    @Test
    void an_event_for_a_microbatch_that_does_not_exist_changes_nothing_and_is_quarantined() {
        var work = (Work.Forward) only(head);
        var before = run.microbatch(0);

        var response = run.deliver(head.sign(new Event.ForwardDone(
                run.names().run(), 0, 4711, 0, work.lease(), 1, Sha256.hex("x"), 1, Magnitudes.NONE)));

        assertThat(response.getBatchItemFailures()).isEmpty();
        assertThat(run.microbatch(0)).isEqualTo(before);
        assertThat(run.quarantined()).singleElement().satisfies(entry -> assertThat(entry.reason())
                .contains("no microbatch 4711"));
    }

    @Tag("security")
    @Test
    void a_forged_event_is_quarantined_and_changes_nothing() {
        var honest = head.answer(only(head));
        var forged = new SignedEvent(middle.hotkey(), honest.event(), honest.signature());

        var response = run.deliver(forged);

        assertThat(response.getBatchItemFailures()).isEmpty();
        assertThat(run.microbatch(0).stage()).isZero();
        assertThat(run.quarantined()).hasSize(1);
    }

    @Tag("security")
    @Test
    void a_message_that_is_no_event_is_quarantined_and_stops_nobody() {
        var forward = dev.iota.core.base.Json.write(head.answer(only(head)));

        var response = run.deliver("no event", "{}", "x".repeat(20_000), forward);

        assertThat(response.getBatchItemFailures()).isEmpty();
        assertThat(run.quarantined()).hasSize(3);
        assertThat(run.microbatch(0).stage()).isEqualTo(1);
    }

    @Tag("security")
    @Test
    void somebody_elses_lease_cannot_be_answered() {
        var work = (Work.Forward) only(head);

        run.deliver(middle.answer(work));

        assertThat(run.microbatch(0).stage()).isZero();
        assertThat(run.record(middle).progress().forwards()).isZero();
    }

    @Test
    void without_a_free_slot_it_waits_until_there_is_one() {
        run.deliver(head.answer(only(head)));
        head.renew(2);
        run.deliver(head.answer(only(head)));

        assertThat(run.microbatch(1).state()).isEqualTo(State.WAITING);

        run.deliver(middle.answer(only(middle)));
        run.deliver(tail.answer(only(tail)));
        run.deliver(middle.answer(only(middle)));

        assertThat(run.microbatch(1).state()).isEqualTo(State.LEASED);
        assertThat(only(middle)).isInstanceOfSatisfying(Work.Forward.class, next -> assertThat(next.microbatch())
                .isEqualTo(1));
    }

    @Tag("security")
    @Test
    void a_bad_input_is_blamed_on_its_producer_when_the_object_is_not_what_is_on_record() {
        run.deliver(head.answer(only(head)));
        var work = (Work.Forward) only(middle);

        run.deliver(middle.sign(
                new Event.InputBad(run.names().run(), 0, 0, 1, Direction.FORWARD, work.lease(), "it is missing")));

        assertThat(run.microbatch(0).stage()).isZero();
        assertThat(run.microbatch(0).refusals()).isEqualTo(1);
        assertThat(only(head)).isInstanceOf(Work.Forward.class);
        assertThat(run.miscounted()).isEmpty();
        assertThat(run.services()
                        .quarantine()
                        .of(run.names().objects(), run.clock().instant()))
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept.miner()).contains(head.hotkey());
                    assertThat(kept.reason()).contains(middle.hotkey().address(), "it is missing");
                });
    }

    @Tag("security")
    @Test
    void a_bad_input_is_blamed_on_whoever_reports_it_when_the_object_is_right() {
        var first = (Work.Forward) only(head);
        var content = "activation" + first.lease();
        run.services()
                .objects()
                .write(
                        dev.iota.cloud.object.ObjectKeys.activation(run.names().run(), 0, 0, 0, first.lease()),
                        content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        run.deliver(head.answer(first));
        var work = (Work.Forward) only(middle);

        run.deliver(middle.sign(
                new Event.InputBad(run.names().run(), 0, 0, 1, Direction.FORWARD, work.lease(), "it is bad")));

        assertThat(run.microbatch(0).stage()).isEqualTo(1);
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void the_hop_objects_of_a_completed_microbatch_are_deleted() {
        run.control().close();
        var first = (Work.Forward) only(head);
        var key = dev.iota.cloud.object.ObjectKeys.activation(run.names().run(), 0, 0, 0, first.lease());
        run.services().objects().write(key, new byte[1]);
        run.deliver(head.answer(first));
        run.deliver(middle.answer(only(middle)));
        run.deliver(tail.answer(only(tail)));
        run.deliver(middle.answer(only(middle)));
        run.deliver(head.answer(only(head)));

        assertThat(run.services().objects().length(key)).isEmpty();
    }

    private void passTo(TestMiner last) {
        for (var miner : List.of(head, middle, tail)) {
            if (miner.equals(last)) {
                return;
            }
            run.deliver(miner.answer(only(miner)));
        }
    }

    private static Work only(TestMiner miner) {
        var work = miner.receive();
        assertThat(work).hasSize(1);
        return work.getFirst();
    }
}
