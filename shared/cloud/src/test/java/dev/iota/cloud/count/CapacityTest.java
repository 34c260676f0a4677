package dev.iota.cloud.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What DynamoDB Local says that calls take, against the rules that DynamoDB publishes. */
class CapacityTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final String TABLE = SERVICES.withTables(Names::audits).audits();

    private final CallBook book = new CallBook(InstantSource.system());

    @ParameterizedTest
    @CsvSource({"10, 1", "900, 1", "1024, 2", "2500, 3"})
    void a_write_is_a_unit_for_each_kilobyte_that_is_begun(int characters, double units) throws Throwable {
        call(put(closed("w" + characters, characters)));

        assertThat(sum(Amount.TABLE_WRITES)).isEqualTo(units);
        assertThat(sum(Amount.INDEX_WRITES)).isZero();
    }

    @Test
    void an_index_is_written_once_where_an_item_appears_and_twice_where_its_key_changes() throws Throwable {
        call(put(open("a", "here")));
        assertThat(sum(Amount.INDEX_WRITES)).isEqualTo(2);

        call(put(open("a", "there")));

        // The index by place has another key, the one by deadline what it had.
        assertThat(sum(Amount.INDEX_WRITES)).isEqualTo(2 + 2);
        assertThat(sum(Amount.TABLE_WRITES)).isEqualTo(2);
    }

    @Test
    void a_transaction_takes_twice_as_much() throws Throwable {
        call(TransactWriteItemsRequest.builder()
                .transactItems(TransactWriteItem.builder()
                        .put(p -> p.tableName(TABLE).item(closed("t", 1500)))
                        .build())
                .build());

        assertThat(sum(Amount.TABLE_WRITES)).isEqualTo(4);
    }

    @Test
    void each_item_of_a_transaction_takes_its_own() throws Throwable {
        call(TransactWriteItemsRequest.builder()
                .transactItems(
                        TransactWriteItem.builder()
                                .put(p -> p.tableName(TABLE).item(closed("one", 10)))
                                .build(),
                        TransactWriteItem.builder()
                                .put(p -> p.tableName(TABLE).item(closed("other", 10)))
                                .build())
                .build());

        assertThat(sum(Amount.TABLE_WRITES)).isEqualTo(4);
    }

    @Test
    void the_newest_of_an_item_is_a_read_unit_and_nothing_found_in_an_index_half_a_one() throws Throwable {
        call(GetItemRequest.builder()
                .tableName(TABLE)
                .key(Map.of("id", text("none"), "item", text("audit")))
                .consistentRead(true)
                .build());
        assertThat(sum(Amount.READS)).isEqualTo(1);

        call(QueryRequest.builder()
                .tableName(TABLE)
                .indexName("places")
                .keyConditionExpression("place = :place")
                .expressionAttributeValues(Map.of(":place", text("nowhere")))
                .build());

        assertThat(sum(Amount.READS)).isEqualTo(1.5);
    }

    @Test
    void what_is_refused_is_counted_as_refused() throws Throwable {
        call(put(closed("r", 10)));
        try {
            call(put(closed("r", 10)).toBuilder()
                    .conditionExpression("attribute_not_exists(id)")
                    .build());
        } catch (ConditionalCheckFailedException e) {
            // As it should be.
        }

        var calls = book.counts().calls();

        assertThat(calls.stream().mapToLong(CallCounts.Calls::times).sum()).isEqualTo(2);
        assertThat(calls.stream().mapToLong(CallCounts.Calls::failed).sum()).isEqualTo(1);
    }

    private void call(SdkRequest request) throws Throwable {
        var dynamoDb = SERVICES.dynamoDb();
        var _ = Counting.counted(book, "test", request, asked -> switch (asked) {
            case PutItemRequest r -> dynamoDb.putItem(r);
            case GetItemRequest r -> dynamoDb.getItem(r);
            case QueryRequest r -> dynamoDb.query(r);
            case TransactWriteItemsRequest r -> dynamoDb.transactWriteItems(r);
            default -> throw new IllegalArgumentException(String.valueOf(asked));
        });
    }

    private double sum(Amount amount) {
        return book.counts().calls().stream()
                .mapToDouble(call -> call.amount(amount))
                .sum();
    }

    private static PutItemRequest put(Map<String, AttributeValue> item) {
        return PutItemRequest.builder().tableName(TABLE).item(item).build();
    }

    private static Map<String, AttributeValue> closed(String id, int characters) {
        return Map.of("id", text(id), "item", text("audit"), "json", text("x".repeat(characters)));
    }

    private static Map<String, AttributeValue> open(String id, String place) {
        var item = new HashMap<>(closed(id, 10));
        item.put("deadlineShard", text("0"));
        item.put("deadline", AttributeValue.fromN("7"));
        item.put("place", text(place));
        item.put("since", text("0"));
        return item;
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }
}
