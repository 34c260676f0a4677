package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class TransactionTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final String TABLE = SERVICES.withTables(Names::runs).runs();
    private static final String ABSENT = "attribute_not_exists(id)";

    private final Transaction transaction = new Transaction(SERVICES.dynamoDb());

    @Test
    void all_parts_happen_together() {
        seed("together", 1);
        seed("forgotten", 1);

        transaction.put("new", TABLE, item("new", 5), ABSENT, Map.of());
        transaction.put("any", TABLE, item("any", 6));
        transaction.update("more", TABLE, key("together"), "ADD version :one", one());
        transaction.delete("gone", TABLE, key("forgotten"));

        assertThat(transaction.commit()).isEqualTo(new Transaction.Outcome(true, Set.of()));
        assertThat(version("new")).contains(5L);
        assertThat(version("any")).contains(6L);
        assertThat(version("together")).contains(2L);
        assertThat(version("forgotten")).isEmpty();
    }

    @Test
    void nothing_of_a_refused_transaction_is_written() {
        seed("kept", 1);
        seed("taken", 1);

        transaction.update("add", TABLE, key("kept"), "ADD version :one", one());
        transaction.put("fresh", TABLE, item("fresh", 1), ABSENT, Map.of());
        transaction.delete("delete", TABLE, key("kept-too"));
        transaction.put("taken", TABLE, item("taken", 9), ABSENT, Map.of());

        assertThat(transaction.commit().committed()).isFalse();
        assertThat(version("kept")).contains(1L);
        assertThat(version("fresh")).isEmpty();
        assertThat(version("taken")).contains(1L);
    }

    @Test
    void every_part_whose_condition_did_not_hold_is_named_and_no_other() {
        seed("put", 1);
        seed("update", 1);

        transaction.put("the put", TABLE, item("put", 2), "version = :before", before(7));
        transaction.put("the good one", TABLE, item("good", 1), ABSENT, Map.of());
        transaction.update("the update", TABLE, key("update"), "SET version = :before", "version = :before", before(7));
        transaction.check("the check", TABLE, key("nowhere"), "version = :before", before(0));

        var outcome = transaction.commit();

        assertThat(outcome.refused()).containsExactlyInAnyOrder("the put", "the update", "the check");
        assertThat(version("good")).isEmpty();
    }

    @Test
    void a_check_alone_changes_nothing() {
        seed("checked", 3);

        transaction.check("check", TABLE, key("checked"), "version = :before", before(3));

        assertThat(transaction.commit().committed()).isTrue();
        assertThat(version("checked")).contains(3L);
    }

    @Test
    void of_writers_of_one_version_exactly_one_wins() throws Exception {
        seed("contended", 0);

        try (var threads = Executors.newFixedThreadPool(4)) {
            var writers = new ArrayList<Callable<Boolean>>();
            IntStream.range(0, 8)
                    .forEach(i -> writers.add(() -> {
                        var mine = new Transaction(SERVICES.dynamoDb());
                        mine.put("contended", TABLE, item("contended", 100 + i), "version = :before", before(0));
                        mine.put("mark", TABLE, item("mark-" + i, 1), ABSENT, Map.of());
                        return mine.commit().committed();
                    }));
            var won = new ArrayList<Integer>();
            var results = threads.invokeAll(writers);
            for (var i = 0; i < results.size(); i++) {
                if (results.get(i).get()) {
                    won.add(i);
                }
            }

            assertThat(won).hasSize(1);
            assertThat(version("contended")).contains(100L + won.getFirst());
            assertThat(IntStream.range(0, 8).filter(i -> version("mark-" + i).isPresent()))
                    .containsExactly(won.getFirst());
        }
    }

    @Test
    void a_part_that_can_never_succeed_is_a_defect_and_not_a_conflict() {
        seed("text", 1);
        SERVICES.dynamoDb()
                .putItem(b -> b.tableName(TABLE).item(Map.of("id", Item.of("text"), "version", Item.of("no number"))));

        transaction.update("add", TABLE, key("text"), "ADD version :one", one());

        assertThatThrownBy(transaction::commit).isInstanceOf(DynamoDbException.class);
    }

    @Test
    void two_changes_of_one_item_are_a_defect() {
        transaction.put("one", TABLE, item("twice", 1));
        transaction.put("two", TABLE, item("twice", 2));

        assertThatThrownBy(transaction::commit).isInstanceOf(DynamoDbException.class);
        assertThat(version("twice")).isEmpty();
    }

    @Test
    void a_hundred_parts_fit_and_one_more_is_a_defect() {
        IntStream.range(0, 100).forEach(i -> transaction.put("part", TABLE, item("part-" + i, i)));
        assertThat(transaction.commit().committed()).isTrue();
        assertThat(version("part-99")).contains(99L);

        var larger = new Transaction(SERVICES.dynamoDb());
        IntStream.range(0, 101).forEach(i -> larger.put("part", TABLE, item("larger-" + i, i)));
        assertThatThrownBy(larger::commit).isInstanceOf(DynamoDbException.class);
        assertThat(version("larger-0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
    void what_passes_in_a_moment_is_a_conflict_and_names_no_part(String reason) {
        try (var service = ScriptedService.start()) {
            var outcome = commit(service.answer(400, cancelled("None", reason)));

            assertThat(outcome.committed()).isFalse();
            assertThat(outcome.refused()).isEmpty();
        }
    }

    @Test
    void a_condition_that_did_not_hold_counts_beside_a_conflict() {
        try (var service = ScriptedService.start()) {
            var outcome = commit(service.answer(400, cancelled("ConditionalCheckFailed", "TransactionConflict")));

            assertThat(outcome.refused()).containsExactly("first");
        }
    }

    @Test
    void a_reason_that_does_not_pass_is_a_defect_even_beside_one_that_does() {
        try (var service = ScriptedService.start()) {
            service.answer(400, cancelled("TransactionConflict", "ItemCollectionSizeLimitExceeded"));

            assertThatThrownBy(() -> commit(service)).isInstanceOf(TransactionCanceledException.class);
        }
    }

    @Test
    void every_transaction_carries_a_token_so_that_a_repeated_call_writes_once() {
        try (var service = ScriptedService.start()) {
            assertThat(commit(service.answer(200, "{}")).committed()).isTrue();

            assertThat(service.requests()).singleElement().satisfies(request -> {
                assertThat(request.operation()).isEqualTo("TransactWriteItems");
                assertThat(request.body()).containsPattern("\"ClientRequestToken\":\"[0-9a-f-]{36}\"");
            });
        }
    }

    private static Transaction.Outcome commit(ScriptedService service) {
        var scripted = new Transaction(
                CloudServices.at(service.uri(), DynamoDbClient.builder().httpClient(CloudServices.http())));
        scripted.put("first", "table", item("first", 1));
        scripted.put("second", "table", item("second", 1));
        return scripted.commit();
    }

    private static String cancelled(String first, String second) {
        return "{\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionCanceledException\",\"message\":\"m\","
                + "\"CancellationReasons\":[{\"Code\":\"%s\"},{\"Code\":\"%s\"}]}".formatted(first, second);
    }

    private static void seed(String id, long version) {
        SERVICES.dynamoDb().putItem(b -> b.tableName(TABLE).item(item(id, version)));
    }

    private static Optional<Long> version(String id) {
        var response =
                SERVICES.dynamoDb().getItem(b -> b.tableName(TABLE).key(key(id)).consistentRead(true));
        return response.hasItem() ? Optional.of(Item.number(response.item(), "version")) : Optional.empty();
    }

    private static Map<String, AttributeValue> item(String id, long version) {
        return Map.of("id", Item.of(id), "version", Item.of(version));
    }

    private static Map<String, AttributeValue> key(String id) {
        return Map.of("id", Item.of(id));
    }

    private static Map<String, AttributeValue> one() {
        return Map.of(":one", Item.of(1));
    }

    private static Map<String, AttributeValue> before(long version) {
        return Map.of(":before", Item.of(version));
    }
}
