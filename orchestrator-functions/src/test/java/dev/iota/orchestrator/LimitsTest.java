package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.base.Json;
import dev.iota.core.run.ConductSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class LimitsTest {
    private static final int EVENTS = 5;

    private final TestRun run = TestRun.of(100, new LimitSpec(6, 3, 4, EVENTS, 64 * 1024, 3, ConductSpec.DEFAULT));

    @Test
    void registrations_of_one_address_are_counted_and_those_above_the_limit_change_nothing() {
        IntStream.range(0, 6).forEach(i -> TestMiner.joining(run));
        var before = run.tables();
        var calls = run.items(run.names().calls());

        var refused = TestMiner.stranger(run).tryRegister(Optional.empty(), Optional.empty());

        assertTooMany(refused, 60);
        assertThat(run.tables()).isEqualTo(before);
        assertThat(run.items(run.names().calls())).isEqualTo(calls);
        assertThat(run.counted("requestsRefused", "TOO_MANY")).isEqualTo(1);
    }

    @Test
    void another_address_and_the_next_minute_are_let_in() {
        IntStream.range(0, 6).forEach(i -> TestMiner.joining(run));
        var elsewhere = TestMiner.stranger(run);
        elsewhere.moveTo("192.0.2.99");

        elsewhere.register(Optional.empty());
        run.clock().pass(Duration.ofSeconds(60));
        TestMiner.joining(run);

        assertThat(run.minerAdmin().miners()).hasSize(8);
    }

    @Test
    void what_a_header_says_of_the_address_is_nothing() {
        var miner = TestMiner.stranger(run);
        for (var i = 0; i < 6; i++) {
            TestMiner.joining(run);
        }
        var request = miner.request("POST", "/v1/register", Map.of());
        request.getHeaders().forEach((name, value) -> assertThat(name).startsWith("x-iota-"));
        var forged = new java.util.HashMap<>(request.getHeaders());
        forged.put("x-forwarded-for", "203.0.113.9");
        request.setHeaders(forged);

        assertThat(run.register().handleRequest(request, run.context()).getStatusCode())
                .isEqualTo(429);
    }

    @Test
    void registrations_of_one_key_are_counted_wherever_they_come_from() {
        var miner = TestMiner.joining(run);
        miner.moveTo("192.0.2.2");
        miner.register(Optional.empty());
        miner.moveTo("192.0.2.3");
        miner.register(Optional.empty());
        miner.moveTo("192.0.2.4");

        assertTooMany(miner.tryRegister(Optional.empty(), Optional.empty()), 60);
    }

    @Test
    void heartbeats_do_not_keep_a_miner_from_registering() {
        var miner = TestMiner.joining(run);
        miner.renew(1);

        // Four calls a minute are a heartbeat each 15 s, and this one comes half a second after the first.
        assertTooMany(miner.tryRenew(heartbeat(miner)), 15);
        miner.register(Optional.empty());
    }

    @Test
    void a_miner_holds_so_many_microbatches_whatever_it_announces() {
        var head = run.miner(1000);

        assertThat(run.record(head).slots()).isEqualTo(3);
        assertThat(head.receive()).hasSize(3);
    }

    @Test
    void events_that_no_lease_asked_for_are_read_up_to_the_limit_and_then_not_until_the_minute_is_over() {
        var head = run.miner(1);
        var event = head.answer(head.receive().getFirst());
        run.deliver(event);

        IntStream.range(0, EVENTS + 4).forEach(i -> run.deliver(event));

        assertThat(run.counted("eventsDropped", "WITHOUT_EFFECT")).isEqualTo(EVENTS + 1);
        assertThat(run.counted("eventsDropped", "FLOOD")).isEqualTo(3);
        assertThat(run.record(head).conduct().faults()).isEqualTo(ConductSpec.DEFAULT.flood());
        assertThat(run.record(head).conduct().reason()).contains("more than 5 events");

        run.clock().pass(Duration.ofSeconds(60));
        run.deliver(event);
        assertThat(run.counted("eventsDropped", "FLOOD")).isEqualTo(3);
    }

    @Test
    void bytes_are_limited_as_events_are() {
        var small = TestRun.of(100, new LimitSpec(6, 3, 4, 1000, Event.MAX_BYTES, 3, ConductSpec.DEFAULT));
        var head = small.miner(1);
        var step = head.longStep(1, 270);

        IntStream.range(0, 9).forEach(i -> small.deliver(step));

        assertThat(small.counted("eventsDropped", "FLOOD")).isPositive();
    }

    @Test
    void answers_to_leases_never_count_towards_the_limit() {
        var head = run.miner(3);
        var middle = run.miner(3);
        var tail = run.miner(3);
        var accepted = 0;
        for (var round = 0; round < 4; round++) {
            for (var miner : List.of(head, middle, tail, middle, head)) {
                for (var work : miner.receive()) {
                    run.deliver(miner.answer(work));
                    accepted++;
                }
            }
        }

        assertThat(accepted).isGreaterThan(5 * EVENTS);
        assertThat(run.counted("eventsDropped", "FLOOD")).isZero();
        assertThat(run.minerAdmin().miners())
                .allSatisfy(m -> assertThat(m.conduct().faults()).isZero());
    }

    @Test
    void steps_count_since_any_number_of_them_can_be_made_up() {
        var head = run.miner(1);

        IntStream.rangeClosed(1, EVENTS + 3).forEach(step -> run.deliver(head.stepDone(step)));

        assertThat(run.receipts().steps()).hasSize(EVENTS + 1);
        assertThat(run.counted("eventsDropped", "FLOOD")).isEqualTo(2);
    }

    @Test
    void forged_events_cost_the_one_they_name_nothing() {
        var head = run.miner(1);
        var work = head.receive().getFirst();
        var honest = head.answer(work);
        var other = run.miner(1);
        var forged = new SignedEvent(
                head.hotkey(), other.answer(work).event(), other.answer(work).signature());

        IntStream.range(0, 3 * EVENTS).forEach(i -> run.deliver(forged));
        run.deliver(honest);

        assertThat(run.microbatch(((Work.Forward) work).microbatch()).stage()).isEqualTo(1);
        assertThat(run.record(head).conduct().faults()).isZero();
        assertThat(run.counted("eventsQuarantined", "FORGED")).isEqualTo(3 * EVENTS);
    }

    @Test
    void events_of_a_key_that_never_registered_go_unread() {
        var head = run.miner(1);
        var stranger = TestMiner.stranger(run);
        var before = run.tables();

        run.deliver(stranger.answer(head.receive().getFirst()));

        assertThat(run.tables()).isEqualTo(before);
        assertThat(run.counted("eventsDropped", "STRANGER")).isEqualTo(1);
    }

    private static RenewRequest heartbeat(TestMiner miner) {
        return new RenewRequest(
                miner.session().session(), 1, 1, 0, List.of(), List.of(), List.of(), 0, 0, miner.expires());
    }

    private static void assertTooMany(APIGatewayV2HTTPResponse response, long seconds) {
        assertThat(response.getStatusCode()).isEqualTo(429);
        assertThat(response.getHeaders()).containsEntry("retry-after", Long.toString(seconds));
        assertThat(Json.read(response.getBody(), ErrorResponse.class).retryAfterSeconds())
                .contains(seconds);
    }
}
