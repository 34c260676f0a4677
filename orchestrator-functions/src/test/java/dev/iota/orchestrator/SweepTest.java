package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerTable.Renewal;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.microbatch.Microbatch.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SweepTest {
    private final TestRun run = TestRun.of(100);

    @Tag("security")
    @Test
    void a_lease_whose_timer_was_lost_is_taken_back() {
        var single = TestRun.of(1);
        var lost = single.miner(1);
        var other = TestMiner.stranger(single);
        other.register(Optional.of(SnapshotPoint.after(0, 0, 0)));
        single.clock().pass(Duration.ofMinutes(5));
        other.renew(1);

        single.sweep();

        assertThat(single.record(lost).active()).isFalse();
        assertThat(single.microbatch(0).lease().orElseThrow().hotkey()).isEqualTo(other.hotkey());
    }

    @Test
    void a_hop_of_a_miner_that_is_out_is_taken_back_before_its_lease_ends_and_its_answer_counts_if_it_is_first() {
        var single = TestRun.of(1);
        var out = single.miner(1);
        var answer = out.answer(out.receive().getFirst());
        single.services().miners().deactivate(single.record(out));

        single.sweep();
        single.sweep();

        assertThat(single.microbatch(0).state()).isEqualTo(State.WAITING);
        assertThat(single.status().now().redispatched()).isEqualTo(1);
        assertThat(single.record(out).inFlight()).isZero();
        single.deliver(answer);
        assertThat(single.microbatch(0).stage()).isEqualTo(1);
        assertThat(single.miscounted()).isEmpty();
    }

    @Test
    void a_sweep_whose_writes_take_long_takes_some_leases_back_and_the_next_one_the_others() {
        var clock = new AtomicReference<TestClock>();
        var slow = TestRun.of(
                10,
                1,
                clients -> Intercept.tables(clients, (method, request, call) -> {
                    if (method.equals("transactWriteItems") && clock.get() != null) {
                        clock.get().pass(Duration.ofSeconds(6));
                    }
                    return call.make();
                }));
        var out = slow.miner(6);
        slow.services().miners().deactivate(slow.record(out));
        clock.set(slow.clock());

        slow.sweep();
        assertThat(slow.status().now().redispatched()).isEqualTo(3);
        slow.sweep();
        assertThat(slow.status().now().redispatched()).isEqualTo(6);
    }

    @Test
    void what_waits_is_handed_out() {
        var head = run.miner(1);
        run.deliver(head.answer(head.receive().getFirst()));
        assertThat(run.microbatch(0).state()).isEqualTo(State.WAITING);
        var middle = TestMiner.joining(run);
        // As if the process had died between its two writes: the slots are known, nothing was dispatched.
        var record = run.record(middle);
        var now = run.clock().instant();
        run.services().miners().renew(record, new Renewal(now, 1, record.conduct(), 1, 0, 0, now));
        run.services().miners().entered(record, 0);

        run.sweep();

        assertThat(run.microbatch(0).state()).isEqualTo(State.LEASED);
        assertThat(middle.receive()).hasSize(1);
    }

    @Test
    void what_people_look_at_stops_nothing_if_another_version_wrote_it() {
        run.miner(1);
        run.sweep();
        var views = run.services().views();
        var before = views.newestSample(run.clock().instant()).orElseThrow();
        for (var item : ofViews()) {
            var other = new HashMap<>(item);
            other.put("json", AttributeValue.fromS("{\"format\":2}"));
            run.services().clients().dynamoDb().putItem(b -> b.tableName(
                            run.names().views())
                    .item(other));
        }
        run.clock().pass(Duration.ofMinutes(1));

        run.sweep();

        assertThat(views.newestSample(run.clock().instant()).orElseThrow().at()).isAfter(before.at());
        assertThat(views.stages()).hasSize(3);
        assertThat(views.events(Optional.empty(), 10, run.clock().instant()).entries())
                .extracting(RunEvent::kind)
                .containsExactly(RunEvent.Kind.MINER_SILENT);
    }

    private List<Map<String, AttributeValue>> ofViews() {
        return run.services()
                .clients()
                .dynamoDb()
                .scan(b -> b.tableName(run.names().views()))
                .items();
    }

    @Test
    void slots_in_use_are_counted_again() {
        var miner = run.miner(2);
        var transaction = run.services().transaction();
        run.services().miners().change(transaction, new MinerChange(miner.hotkey()).hold(5));
        transaction.commit();
        assertThat(run.record(miner).inFlight()).isEqualTo(7);

        run.sweep();

        assertThat(run.record(miner).inFlight()).isEqualTo(2);
    }

    @Tag("security")
    @Test
    void a_silent_miner_is_inactive_and_a_living_one_is_not() {
        var silent = run.miner(1);
        var alive = run.miner(1);
        run.clock().pass(Duration.ofMinutes(1));
        alive.renew(1);

        run.sweep();

        assertThat(run.record(silent).active()).isFalse();
        assertThat(run.record(alive).active()).isTrue();
    }
}
