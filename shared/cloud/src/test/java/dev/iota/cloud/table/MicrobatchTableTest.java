package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Transitions;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Magnitudes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class MicrobatchTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Transitions TRANSITIONS = new Transitions(2, 0.5, 5);
    private static final String HASH = "0".repeat(64);
    private static final Optional<Magnitude> SIZE = Optional.of(new Magnitude(0, 1));
    private static final int SHARDS = 4;

    private final Names names = SERVICES.withTables(Names::microbatches);
    private final MicrobatchTable table = new MicrobatchTable(SERVICES.dynamoDb(), names, SHARDS);
    private final Hotkey one = KeyPair.generate(new Random(1)).hotkey();
    private final Hotkey other = KeyPair.generate(new Random(2)).hotkey();

    @Test
    void a_microbatch_is_made_once() {
        assertThat(create(fresh(7)).committed()).isTrue();

        assertThat(create(leased(fresh(7), one)).refused()).containsExactly(MicrobatchTable.LABEL);
        assertThat(table.get(7)).contains(fresh(7));
    }

    @Test
    void the_second_writer_of_a_version_loses() {
        create(fresh(1));

        assertThat(table.replace(leased(fresh(1), one), 0)).isTrue();
        assertThat(table.replace(leased(fresh(1), other), 0)).isFalse();
        assertThat(table.get(1)).contains(leased(fresh(1), one));
    }

    @Test
    void in_a_transaction_the_second_writer_is_told_which_part_was_refused() {
        create(fresh(1));
        table.replace(leased(fresh(1), one), 0);
        var transaction = new Transaction(SERVICES.dynamoDb());

        table.put(transaction, leased(fresh(1), other), 0);

        assertThat(transaction.commit().refused()).containsExactly(MicrobatchTable.LABEL);
    }

    @Test
    void what_was_never_made_is_not_replaced() {
        assertThat(table.replace(leased(fresh(5), one), 0)).isFalse();
        assertThat(table.get(5)).isEmpty();
    }

    @Test
    void a_write_that_meets_a_transaction_has_lost_to_it() {
        try (var service = ScriptedService.start().fail("TransactionConflictException")) {
            var scripted = new MicrobatchTable(
                    CloudServices.at(service.uri(), DynamoDbClient.builder().httpClient(CloudServices.http())),
                    names,
                    SHARDS);

            assertThat(scripted.replace(leased(fresh(1), one), 0)).isFalse();
        }
    }

    @Test
    void more_than_one_read_takes_at_once_are_found_and_those_that_are_not_there_are_left_out() {
        LongStream.range(0, 120).forEach(id -> create(fresh(id)));

        var found = table.get(LongStream.range(0, 250).boxed().toList());

        assertThat(found.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 120).boxed().toList());
        assertThat(found.get(119L)).isEqualTo(fresh(119));
    }

    @Test
    void an_id_that_is_asked_for_twice_is_read_once() {
        create(fresh(3));

        assertThat(table.get(List.of(3L, 3L, 3L))).containsOnlyKeys(3L);
        assertThat(table.get(List.of())).isEmpty();
    }

    @Test
    void what_a_read_left_out_is_asked_for_again() {
        var id = "{\"shard\":{\"S\":\"1\"},\"id\":{\"N\":\"1\"}}";
        try (var service = ScriptedService.start()) {
            service.answer(
                            200,
                            "{\"Responses\":{},\"UnprocessedKeys\":{\"%s\":{\"Keys\":[%s]}}}"
                                    .formatted(names.microbatches(), id))
                    .answer(200, "{\"Responses\":{},\"UnprocessedKeys\":{}}");
            var scripted = new MicrobatchTable(
                    CloudServices.at(service.uri(), DynamoDbClient.builder().httpClient(CloudServices.http())),
                    names,
                    SHARDS);

            assertThat(scripted.get(List.of(1L, 2L))).isEmpty();
            assertThat(service.requests()).hasSize(2).last().satisfies(request -> assertThat(request.body())
                    .contains("\"N\":\"1\"")
                    .doesNotContain("\"N\":\"2\""));
        }
    }

    @Test
    void gradients_wait_before_activations_and_the_longest_waiting_first() {
        var young = Microbatch.fresh(0, 0, 0, NOW.plusSeconds(9));
        var old = Microbatch.fresh(4, 4, 0, NOW);
        var later = NOW.plusSeconds(20);
        var gradient = backward(Microbatch.fresh(8, 8, 0, later), later);
        List.of(young, old, gradient).forEach(this::create);

        assertThat(table.waiting(0, 0, 10)).extracting(Microbatch::id).containsExactly(8L, 4L, 0L);
        assertThat(table.waiting(0, 0, 2)).extracting(Microbatch::id).containsExactly(8L, 4L);
    }

    @Test
    void who_waits_is_found_in_its_stage_and_shard_alone() {
        create(fresh(1));

        assertThat(table.waiting(0, 1, 10)).hasSize(1);
        assertThat(table.waiting(1, 1, 10)).isEmpty();
        assertThat(table.waiting(0, 2, 10)).isEmpty();
    }

    @Test
    void a_leased_microbatch_waits_no_more() {
        create(fresh(1));
        table.replace(leased(fresh(1), one), 0);

        assertThat(table.waiting(0, 1, 10)).isEmpty();
        assertThat(table.open()).containsExactly(leased(fresh(1), one));
    }

    @Test
    void a_lease_is_overdue_after_its_end_and_not_at_it_and_who_waits_never_is() {
        create(leased(fresh(1), one));
        create(fresh(5));
        var end = NOW.plusSeconds(60);

        assertThat(table.overdue(1, end)).isEmpty();
        assertThat(table.overdue(1, end.plusMillis(1)))
                .extracting(Microbatch::id)
                .containsExactly(1L);
        assertThat(table.overdue(0, end.plusSeconds(1))).isEmpty();
    }

    @Test
    void what_is_over_is_in_no_index_and_stays_on_record() {
        create(fresh(2));
        var unfinished = TRANSITIONS.unfinished(fresh(2), NOW).next();

        assertThat(table.replace(unfinished, 0)).isTrue();

        assertThat(table.open()).isEmpty();
        assertThat(table.waiting(0, 2, 10)).isEmpty();
        assertThat(table.overdue(2, NOW.plusSeconds(3600))).isEmpty();
        assertThat(table.get(2)).contains(unfinished);
    }

    @Test
    void all_that_are_open_are_found_in_every_shard() {
        LongStream.range(0, 9).forEach(id -> create(fresh(id)));

        assertThat(table.open())
                .extracting(Microbatch::id)
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void more_than_a_page_is_read_page_by_page_in_the_order_of_ids() {
        // A page holds a megabyte: 45 of 30 kB are two, where nothing can be packed.
        var digits = new Random(1).ints(60_000, '!', '~');
        var wide = digits.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        LongStream.range(0, 45).map(i -> i * SHARDS).forEach(id -> create(leased(fresh(id), one, wide)));
        var all = LongStream.range(0, 45).map(i -> i * SHARDS).boxed().toList();

        assertThat(table.ofShard(0)).extracting(Microbatch::id).containsExactlyElementsOf(all);
        assertThat(table.overdue(0, NOW.plusSeconds(99))).hasSize(45);
        assertThat(table.open()).hasSize(45);
    }

    @Test
    void an_item_that_is_no_microbatch_is_refused_with_a_reason() {
        SERVICES.dynamoDb().putItem(b -> b.tableName(names.microbatches())
                .item(Map.of("shard", Item.of("1"), "id", Item.of(1), "json", Item.of("{\"id\":1}"))));

        assertThatThrownBy(() -> table.get(1))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("Microbatch");
    }

    private Transaction.Outcome create(Microbatch microbatch) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.create(transaction, microbatch);
        return transaction.commit();
    }

    private static Microbatch fresh(long id) {
        return Microbatch.fresh(id, id, 0, NOW);
    }

    private static Microbatch leased(Microbatch microbatch, Hotkey to) {
        return leased(microbatch, to, "lease-" + microbatch.id());
    }

    private static Microbatch leased(Microbatch microbatch, Hotkey to, String lease) {
        return TRANSITIONS
                .lease(microbatch, new Lease(lease, to, 1, NOW.plusSeconds(60)), NOW)
                .next();
    }

    /** Back from the tail, on its way to the head. */
    private Microbatch backward(Microbatch microbatch, Instant at) {
        var lease = new Lease("f", one, 1, at.plusSeconds(60));
        var forward = TRANSITIONS
                .forwardDone(
                        TRANSITIONS.lease(microbatch, lease, at).next(),
                        new Event.ForwardDone(
                                "r", 0, microbatch.id(), 0, "f", 1, HASH, 0.1, new Magnitudes(Optional.empty(), SIZE)),
                        one,
                        at)
                .next();
        var tail = new Lease("t", other, 1, at.plusSeconds(60));
        return TRANSITIONS
                .backwardDone(
                        TRANSITIONS.lease(forward, tail, at).next(),
                        new Event.BackwardDone(
                                "r",
                                0,
                                microbatch.id(),
                                1,
                                Direction.FORWARD,
                                "t",
                                1,
                                Optional.of(HASH),
                                Optional.of(2f),
                                new GradientProbe(List.of(), List.of()),
                                Optional.empty(),
                                0.1,
                                new Magnitudes(SIZE, SIZE)),
                        other,
                        at)
                .next();
    }
}
