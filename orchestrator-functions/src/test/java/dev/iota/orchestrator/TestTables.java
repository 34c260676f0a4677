package dev.iota.orchestrator;

import dev.iota.cloud.client.TableRequest;
import dev.iota.cloud.shape.TableShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Makes tables, and empties them for who comes next. */
record TestTables(DynamoDbClient dynamoDb) {
    /** Items of one call. */
    private static final int AT_ONCE = 25;

    void create(TableShape table) {
        dynamoDb.createTable(TableRequest.of(table));
    }

    /** A few items are deleted faster than a table is made. */
    void empty(TableShape table) {
        var page = dynamoDb.scan(
                b -> b.tableName(table.name()).consistentRead(true).limit(AT_ONCE));
        var items = page.items();
        if (page.hasLastEvaluatedKey()) {
            dynamoDb.deleteTable(b -> b.tableName(table.name()));
            create(table);
        } else if (!items.isEmpty()) {
            var deletes = items.stream().map(item -> delete(table, item)).toList();
            dynamoDb.batchWriteItem(b -> b.requestItems(Map.of(table.name(), deletes)));
        }
    }

    private static WriteRequest delete(TableShape table, Map<String, AttributeValue> item) {
        var key = new HashMap<>(item);
        key.keySet().retainAll(keysOf(table));
        return WriteRequest.builder().deleteRequest(d -> d.key(key)).build();
    }

    private static List<String> keysOf(TableShape table) {
        return TableRequest.keys(table.partition(), table.sort()).stream()
                .map(KeySchemaElement::attributeName)
                .toList();
    }
}
