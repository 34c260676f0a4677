package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.base.Json;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.run.ConductSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

@Tag("security")
class EvictionTest {
    private static final int SLOTS = 4;

    /** More rounds of hoarding than any miner is given. */
    private static final int ROUNDS = 40;

    private static final ConductSpec SPEC = ConductSpec.DEFAULT;

    private final TestRun run = TestRun.of(1000);
    private final TestMiner head = run.miner(SLOTS);

    @Test
    void a_hoarder_loses_its_slots_one_by_one_and_then_its_place() {
        var slots = hoard();

        assertThat(slots).startsWith(SLOTS).contains(3, 2, 1).isSortedAccordingTo((a, b) -> b - a);
        var conduct = run.record(head).conduct();
        assertThat(conduct.isEvicted()).isTrue();
        assertThat(conduct.reason()).contains("loads of work wasted").contains("ran out");
        assertThat(run.counted("minersEvicted", "CONDUCT")).isEqualTo(1);
        assertThat(run.record(head).active()).isFalse();
        assertThatThrownBy(head::receive).as("its inbox is gone").isInstanceOf(QueueDoesNotExistException.class);
        assertThat(run.run().microbatches().open())
                .allSatisfy(m -> assertThat(m.state()).isEqualTo(State.WAITING));
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void what_an_evicted_miner_held_goes_to_others() {
        var work = head.receive();
        run.miner(SLOTS);
        run.miner(SLOTS);
        var other = run.miner(SLOTS);
        assertThat(other.stage()).isEqualTo(head.stage());

        evict("a test");

        assertThat(other.receive()).hasSize(work.size());
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void an_evicted_miner_is_told_why_and_for_how_long_and_gets_no_credentials() {
        evict("a test");
        var sts = (TestSts) run.services().clients().sts();
        var issued = sts.requests().size();

        var renewed = head.tryRenew(new RenewRequest(
                head.session().session(), 1, 1, 0, List.of(), List.of(), List.of(), 0, 0, head.expires()));
        var registered = head.tryRegister(Optional.of(head.session().session()), Optional.empty());

        for (var refused : List.of(renewed, registered)) {
            assertThat(refused.getStatusCode()).isEqualTo(403);
            assertThat(refused.getHeaders()).containsEntry("retry-after", "600");
            assertThat(error(refused)).isEqualTo("evicted for 600 s more: by the operator: a test");
        }
        assertThat(sts.requests()).hasSize(issued);
        assertThat(run.counted("requestsRefused", "EVICTED")).isEqualTo(2);
    }

    @Test
    void events_of_an_evicted_miner_go_unread_whoever_signed_them() {
        var event = head.answer(head.receive().getFirst());
        evict("a test");
        var before = run.tables();

        run.deliver(event);
        run.deliver(Json.write(event).replace("\"signature\":\"", "\"signature\":\"x"));

        assertThat(run.tables()).isEqualTo(before);
        assertThat(run.counted("eventsDropped", "EVICTED")).isEqualTo(2);
    }

    @Test
    void an_event_counts_for_nobody_who_was_evicted_a_moment_ago() {
        var work = head.receive();
        run.deliver(head.answer(work.getFirst()));
        var stage = run.microbatch(id(work.get(1))).stage();
        evict("a test");

        run.deliver(head.answer(work.get(1)));

        assertThat(run.microbatch(id(work.get(1))).stage()).isEqualTo(stage);
        assertThat(run.record(head).active()).isFalse();
        assertThat(run.record(head).progress().forwards()).isEqualTo(1);
    }

    @Test
    void after_its_time_it_registers_with_half_its_slots_and_works_its_way_back() {
        hoard();
        run.clock().pass(Duration.ofMinutes(10));

        head.register(Optional.empty());
        head.renew(SLOTS);

        assertThat(run.record(head).slots()).isEqualTo(SLOTS / 2);
        assertThat(run.record(head).conduct().reason()).startsWith("on probation");
        var middle = run.miner(SLOTS);
        var tail = run.miner(SLOTS);
        for (var round = 0; round < ROUNDS && run.record(head).slots() < SLOTS; round++) {
            for (var miner : List.of(head, middle, tail, middle, head)) {
                miner.receive().forEach(work -> run.deliver(miner.answer(work)));
            }
            head.renew(SLOTS);
        }
        assertThat(run.record(head).slots()).isEqualTo(SLOTS);
        run.sweep();
        assertThat(run.record(head).conduct().isEvicted()).isFalse();
    }

    @Test
    void whoever_stores_something_else_than_it_said_is_blamed() {
        var middle = run.miner(1);
        var first = (Work.Forward) head.receive().getFirst();
        run.deliver(head.answer(first));
        var work = (Work.Forward) middle.receive().getFirst();

        run.deliver(middle.sign(new Event.InputBad(
                run.names().run(), 0, work.microbatch(), 1, Direction.FORWARD, work.lease(), "it is missing")));

        assertThat(run.record(head).conduct().faults()).isEqualTo(SPEC.rubbish());
        assertThat(run.record(head).conduct().reason()).contains("not what it said");
        assertThat(run.record(middle).conduct().faults()).isZero();
    }

    @Test
    void whoever_reports_a_sound_input_as_bad_is_blamed() {
        var middle = run.miner(1);
        var first = (Work.Forward) head.receive().getFirst();
        run.services()
                .objects()
                .write(
                        dev.iota.cloud.object.ObjectKeys.activation(
                                run.names().run(), 0, first.microbatch(), 0, first.lease()),
                        ("activation" + first.lease()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        run.deliver(head.answer(first));
        var work = (Work.Forward) middle.receive().getFirst();
        run.miner(1);
        run.miner(1);
        var other = run.miner(1);

        run.deliver(middle.sign(new Event.InputBad(
                run.names().run(), 0, work.microbatch(), 1, Direction.FORWARD, work.lease(), "it is bad")));
        assertThat(run.record(middle).conduct().faults())
                .as("whether another can is not known yet")
                .isZero();
        run.deliver(other.answer(other.receive().getFirst()));

        assertThat(run.record(middle).conduct().faults()).isEqualTo(SPEC.rubbish());
        assertThat(run.record(head).conduct().faults()).isZero();
    }

    @Test
    void a_refusal_costs_no_more_than_an_accepted_hop_wins() {
        var work = (Work.Forward) head.receive().getFirst();

        run.miner(1);
        run.miner(1);
        run.control().close();
        var other = run.miner(1);
        run.deliver(head.refusal(work, RefusalCause.UNABLE));
        assertThat(run.record(head).conduct().faults())
                .as("whether another can is not known yet")
                .isZero();
        run.deliver(other.answer(other.receive().getFirst()));

        assertThat(run.record(head).conduct().faults()).isEqualTo(SPEC.refusal() / SLOTS);
    }

    @Test
    void the_operator_reinstates_and_the_miner_may_register_at_once() {
        evict("a mistake");

        run.minerAdmin().reinstate(head.hotkey(), "it was one");
        head.register(Optional.empty());
        head.renew(SLOTS);

        assertThat(run.record(head).slots()).isEqualTo(SLOTS);
        assertThat(run.record(head).conduct().open()).isZero();
    }

    @Test
    void an_eviction_of_nobody_says_so() {
        assertThat(run.minerAdmin().evict(TestMiner.stranger(run).hotkey(), Duration.ofMinutes(1), "x"))
                .isFalse();
        evict("once");
        assertThat(run.minerAdmin().evict(head.hotkey(), Duration.ofMinutes(1), "twice"))
                .isFalse();
    }

    @Test
    void the_run_lets_in_whom_its_policy_allows_and_says_why_not_to_others() {
        var listed = TestMiner.stranger(run);
        var other = TestMiner.stranger(run);
        run.minerAdmin().admit(new AdmissionPolicy(Optional.of(List.of(listed.hotkey())), List.of(), Optional.empty()));
        var before = run.tables();

        var refused = other.tryRegister(Optional.empty(), Optional.empty());

        assertThat(refused.getStatusCode()).isEqualTo(403);
        assertThat(error(refused)).contains("on its list");
        assertThat(run.tables()).isEqualTo(before);
        assertThat(run.counted("requestsRefused", "NOT_ADMITTED")).isEqualTo(1);
        listed.register(Optional.empty());
        assertThat(run.record(listed).active()).isTrue();
    }

    @Test
    void who_is_in_stays_when_the_policy_changes_until_the_operator_evicts_it() {
        run.minerAdmin().admit(new AdmissionPolicy(Optional.empty(), List.of(head.hotkey()), Optional.empty()));

        head.renew(SLOTS);
        evict("denied");

        assertThat(head.tryRegister(Optional.empty(), Optional.empty()).getStatusCode())
                .isEqualTo(403);
    }

    /** Takes everything, says that it is alive, and returns nothing; the slots that it had on the way. */
    private List<Integer> hoard() {
        var slots = new ArrayList<Integer>();
        for (var round = 0; round < ROUNDS && !run.record(head).conduct().isEvicted(); round++) {
            head.renew(SLOTS);
            slots.add(run.record(head).slots());
            run.clock().pass(Duration.ofSeconds(21));
            run.sweep();
        }
        return slots.stream().filter(s -> s > 0).toList();
    }

    private void evict(String reason) {
        assertThat(run.minerAdmin().evict(head.hotkey(), Duration.ofMinutes(10), reason))
                .isTrue();
    }

    private static long id(Work work) {
        return ((Work.Forward) work).microbatch();
    }

    private static String error(APIGatewayV2HTTPResponse response) {
        return Json.read(response.getBody(), ErrorResponse.class).error();
    }
}
