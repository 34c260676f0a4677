package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.count.Amount;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.base.Json;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.hop.Dispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** What a hop costs in calls, once the hints of a second are there: it is what the bill and the latency are made of. */
class HopCostTest {
    /** After which hints are looked up again. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(2);

    private final CountedCalls calls = new CountedCalls();
    private final TestRun run = TestRun.of(100, 1, calls::around);
    private final TestMiner head = run.miner(2);
    private final TestMiner middle = run.miner(2);
    private final TestMiner tail = run.miner(2);

    @Test
    void a_forward_is_two_reads_three_single_writes_and_one_message() {
        var work = head.receive();
        run.deliver(head.answer(work.getFirst()));
        var event = head.answer(work.getLast());
        calls.begin();

        run.deliver(event);

        assertThat(calls.byName()).containsOnlyKeys("getItem", "putItem", "updateItem", "sendMessage");
        assertThat(calls.byName()).containsEntry("getItem", 2).containsEntry("putItem", 1);
        assertThat(calls.byName()).containsEntry("updateItem", 2).containsEntry("sendMessage", 1);
        takesAtMost(3, 0, 2);
    }

    @Test
    void a_backward_looks_once_more_for_what_waits() {
        head.receive().forEach(work -> run.deliver(head.answer(work)));
        middle.receive().forEach(work -> run.deliver(middle.answer(work)));
        var work = tail.receive();
        run.deliver(tail.answer(work.getFirst()));
        var event = tail.answer(work.getLast());
        calls.begin();

        run.deliver(event);

        isABackward();
        takesAtMost(5, 0, 3.5);
    }

    @Test
    void the_end_of_one_microbatch_and_the_start_of_the_next_are_two_transactions() {
        head.receive().forEach(work -> run.deliver(head.answer(work)));
        for (var miner : List.of(middle, tail, middle)) {
            miner.receive().forEach(work -> run.deliver(miner.answer(work)));
        }
        var work = head.receive();
        run.deliver(head.answer(work.getFirst()));
        var event = head.answer(work.getLast());
        calls.begin();

        run.deliver(event);

        assertThat(calls.byName())
                .containsEntry("transactWriteItems", 2)
                .containsEntry("sendMessage", 2)
                .containsEntry("deleteObjects", 1);
        assertThat(calls.total()).isLessThanOrEqualTo(11);
        takesAtMost(13, 4, 3.5);
    }

    @Test
    void a_microbatch_through_five_stages_writes_its_item_and_those_of_its_miners_and_no_index_from_hop_to_hop() {
        var five = TestRun.of(100, 1, 5, EpochSpec.untilClosed(), AuditSpec.NONE, calls::around);
        var forth = Stream.generate(() -> five.miner(1)).limit(5).toList();
        var back = forth.reversed().subList(1, 5);
        var all = Stream.concat(forth.stream(), back.stream()).toList();
        all.forEach(miner -> five.deliver(miner.answer(miner.receive().getFirst())));
        calls.begin();

        all.forEach(miner -> five.deliver(miner.answer(miner.receive().getFirst())));

        assertThat(five.status().now().completed()).isEqualTo(2);
        assertThat(calls.sum(Amount.TABLE_WRITES)).isPositive().isLessThanOrEqualTo(45);
        assertThat(calls.sum(Amount.INDEX_WRITES)).isLessThanOrEqualTo(4);
        assertThat(calls.byName().get("sendMessage"))
                .as("nine hops and a timer")
                .isLessThanOrEqualTo(10);
    }

    @Test
    void a_gradient_whose_owner_is_there_asks_for_nobody_else_of_its_stage() {
        var asked = new ArrayList<String>();
        var watched = TestRun.of(
                100,
                1,
                clients -> Intercept.tables(clients, (method, request, real) -> {
                    if (request instanceof QueryRequest query && "staff".equals(query.indexName())) {
                        asked.add(query.expressionAttributeValues().toString());
                    }
                    return real.make();
                }));
        var miners = Stream.generate(() -> watched.miner(1)).limit(3).toList();
        miners.subList(0, 2)
                .forEach(miner -> watched.deliver(miner.answer(miner.receive().getFirst())));
        var event = miners.getLast().answer(miners.getLast().receive().getFirst());
        watched.clock().pass(FORGOTTEN);
        asked.clear();

        watched.deliver(event);

        assertThat(miners.get(1).receive()).singleElement().isInstanceOf(Work.Backward.class);
        assertThat(asked).as("stages whose miners were looked for").noneMatch(values -> values.contains("(S=1)"));
    }

    @Test
    void whoever_frees_a_slot_asks_one_of_many_shards_for_what_waits_and_all_of_a_few() {
        assertThat(asked(1)).isEqualTo(1);
        assertThat(asked(4)).isEqualTo(4);
        assertThat(asked(32)).isEqualTo(1);
    }

    private int asked(int shards) {
        var record = run.services().runs().get().orElseThrow();
        var spec = Json.write(record.spec()).replace("\"indexShards\":1,", "\"indexShards\":%d,".formatted(shards));
        var sharded = new RunRecord(Json.read(spec, RunSpec.class), record.manifest(), record.data(), 0);
        calls.begin();

        Dispatcher.of(run.services()).dispatch(Run.of(sharded, run.services()), 1, Optional.empty());

        assertThat(calls.byName()).containsOnlyKeys("query");
        return calls.total();
    }

    @Test
    void a_step_is_one_item_however_many_microbatches_it_contains() {
        var work = head.receive();
        work.forEach(hop -> run.deliver(head.answer(hop)));
        for (var miner : List.of(middle, tail, middle, head)) {
            miner.receive().forEach(hop -> run.deliver(miner.answer(hop)));
        }
        var event = head.stepDone(1, 0L, 1L);
        calls.begin();

        run.deliver(event);

        assertThat(calls.byName())
                .as("the update counts it against the limit of its miner")
                .containsOnlyKeys("getItem", "batchGetItem", "transactWriteItems", "updateItem");
        takesAtMost(7, 0, 3);
        assertThat(run.receipts().steps()).hasSize(1);
    }

    @Test
    void a_heartbeat_of_a_miner_that_waits_for_work_is_one_write_and_no_message() {
        head.renew(2);
        calls.begin();

        head.renew(2);

        assertThat(calls.byName()).containsOnlyKeys("getItem", "updateItem").containsEntry("updateItem", 1);
        takesAtMost(1, 0, 3);
    }

    @Test
    void what_a_process_lost_is_given_back_in_few_transactions() {
        var counted = TestRun.of(1_000, 1, 3, EpochSpec.untilClosed(), AuditSpec.NONE, calls::around);
        var scene = TakeoverScene.of(counted, 15);
        calls.begin();

        scene.head().register(Optional.empty());

        assertThat(scene.redone()).hasSize(30);
        assertThat(calls.byName().get("transactWriteItems"))
                .as("two for the positions, and those of the registration and the leases that are taken back")
                .isLessThan(10);
    }

    /** What docs/costs.md says of a hop in units; items of a longer pathway take more. */
    private void takesAtMost(double tableWrites, double indexWrites, double reads) {
        assertThat(calls.sum(Amount.TABLE_WRITES)).isPositive().isLessThanOrEqualTo(tableWrites);
        assertThat(calls.sum(Amount.INDEX_WRITES)).isLessThanOrEqualTo(indexWrites);
        assertThat(calls.sum(Amount.READS)).isPositive().isLessThanOrEqualTo(reads);
    }

    @Test
    void a_backward_that_could_be_audited_and_is_not_costs_no_call_more() {
        costsNoCallMore(TestRun.audited(AuditScene.EVERY.withShare(1e-12), EpochSpec.untilClosed(), calls::around));
    }

    @Test
    void a_backward_of_a_miner_that_could_be_watched_and_is_not_costs_no_call_more() {
        var rarely = AuditScene.EVERY.withShare(0).withWatchedShare(1e-12);
        costsNoCallMore(TestRun.audited(rarely, EpochAuditScene.epochs(Moments.RESTARTED), calls::around));
    }

    @Test
    void that_a_hop_is_of_a_watched_miner_is_written_with_it() {
        costsNoCallMore(TestRun.audited(EpochAuditScene.ALL, EpochAuditScene.epochs(Moments.RESTARTED), calls::around));
    }

    private void costsNoCallMore(TestRun audited) {
        var first = audited.miner(2);
        var second = audited.miner(2);
        var third = audited.miner(2);
        first.receive().forEach(hop -> audited.deliver(first.answer(hop)));
        second.receive().forEach(hop -> audited.deliver(second.answer(hop)));
        var work = third.receive();
        audited.deliver(third.answer(work.getFirst()));
        var event = third.answer(work.getLast());
        calls.begin();

        audited.deliver(event);

        isABackward();
    }

    private void isABackward() {
        assertThat(calls.byName())
                .containsOnlyKeys("getItem", "transactWriteItems", "updateItem", "sendMessage", "query");
        assertThat(calls.byName()).containsEntry("getItem", 3).containsEntry("transactWriteItems", 1);
        assertThat(calls.byName()).containsEntry("updateItem", 1).containsEntry("sendMessage", 1);
        assertThat(calls.byName()).containsEntry("query", 1);
    }
}
