package dev.iota.cloud.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Items that are found by an index, which holds nothing but their keys and is a moment behind: the items themselves are
 * read from the table, in batches, and may have changed since.
 *
 * @param keys names of the attributes of the table's key
 */
record Items(DynamoDbClient dynamoDb, String table, Set<String> keys) {
    /** Most keys of one batch read of DynamoDB. */
    private static final int BATCH = 100;

    /** Those that an index finds, in its order, read page by page as they are now; what is gone is left out. */
    Stream<Map<String, AttributeValue>> found(Consumer<QueryRequest.Builder> query) {
        return dynamoDb.queryPaginator(b -> query.accept(b.tableName(table))).stream()
                .flatMap(page -> page.items().stream().gather(Gatherers.windowFixed(BATCH)))
                .flatMap(window -> get(window.stream().map(this::key).toList(), true).stream());
    }

    /** Those that one page of an index finds, in its order. */
    List<Map<String, AttributeValue>> page(Consumer<QueryRequest.Builder> query, boolean newest) {
        return get(
                dynamoDb.query(b -> query.accept(b.tableName(table))).items().stream()
                        .map(this::key)
                        .toList(),
                newest);
    }

    /** Items in the order of their keys; what is not there is left out. */
    List<Map<String, AttributeValue>> get(List<Map<String, AttributeValue>> wanted, boolean newest) {
        var found = new HashMap<Map<String, AttributeValue>, Map<String, AttributeValue>>();
        var distinct = new ArrayList<>(new LinkedHashSet<>(wanted));
        for (var from = 0; from < distinct.size(); from += BATCH) {
            var batch = distinct.subList(from, Math.min(from + BATCH, distinct.size()));
            var left = Map.of(
                    table,
                    KeysAndAttributes.builder()
                            .keys(batch)
                            .consistentRead(newest)
                            .build());
            while (!left.isEmpty()) {
                var asked = left;
                var response = dynamoDb.batchGetItem(b -> b.requestItems(asked));
                response.responses().getOrDefault(table, List.of()).forEach(item -> found.put(key(item), item));
                left = response.hasUnprocessedKeys() ? response.unprocessedKeys() : Map.of();
            }
        }
        return distinct.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    private Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        var key = new HashMap<>(item);
        key.keySet().retainAll(keys);
        return key;
    }
}
