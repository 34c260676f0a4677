package dev.iota.cloud.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** Changes of several items, in several tables, all or none of which happen. The tables add their parts. Used once. */
public final class Transaction {
    /** Reasons of DynamoDB for which the same transaction may succeed a moment later. */
    private static final Set<String> PASSING =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient dynamoDb;
    private final List<String> labels = new ArrayList<>();
    private final List<TransactWriteItem> items = new ArrayList<>();

    public Transaction(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /**
     * What became of a transaction.
     *
     * @param committed whether it happened
     * @param refused labels of the parts whose condition did not hold; none if another writer was at the same items
     */
    public record Outcome(boolean committed, Set<String> refused) {
        public Outcome {
            refused = Set.copyOf(refused);
        }
    }

    void put(
            String label,
            String table,
            Map<String, AttributeValue> item,
            String condition,
            Map<String, AttributeValue> values) {
        labels.add(label);
        items.add(TransactWriteItem.builder()
                .put(p -> p.tableName(table)
                        .item(item)
                        .conditionExpression(condition)
                        // DynamoDB refuses an empty map.
                        .expressionAttributeValues(values.isEmpty() ? null : values))
                .build());
    }

    void put(String label, String table, Map<String, AttributeValue> item) {
        labels.add(label);
        items.add(TransactWriteItem.builder()
                .put(p -> p.tableName(table).item(item))
                .build());
    }

    void update(
            String label,
            String table,
            Map<String, AttributeValue> key,
            String update,
            String condition,
            Map<String, AttributeValue> values) {
        update(label, table, key, update, condition, Map.of(), values);
    }

    void update(
            String label,
            String table,
            Map<String, AttributeValue> key,
            String update,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        labels.add(label);
        items.add(TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(key)
                        .updateExpression(update)
                        .conditionExpression(condition)
                        // DynamoDB refuses an empty map.
                        .expressionAttributeNames(names.isEmpty() ? null : names)
                        .expressionAttributeValues(values))
                .build());
    }

    void update(
            String label,
            String table,
            Map<String, AttributeValue> key,
            String update,
            Map<String, AttributeValue> values) {
        labels.add(label);
        items.add(TransactWriteItem.builder()
                .update(u ->
                        u.tableName(table).key(key).updateExpression(update).expressionAttributeValues(values))
                .build());
    }

    void check(
            String label,
            String table,
            Map<String, AttributeValue> key,
            String condition,
            Map<String, AttributeValue> values) {
        labels.add(label);
        items.add(TransactWriteItem.builder()
                .conditionCheck(c -> c.tableName(table)
                        .key(key)
                        .conditionExpression(condition)
                        .expressionAttributeValues(values))
                .build());
    }

    void delete(String label, String table, Map<String, AttributeValue> key) {
        labels.add(label);
        items.add(TransactWriteItem.builder()
                .delete(d -> d.tableName(table).key(key))
                .build());
    }

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /**
     * Makes all the changes, or none.
     *
     * @throws TransactionCanceledException if a part can never succeed
     */
    public Outcome commit() {
        try {
            dynamoDb.transactWriteItems(b -> b.transactItems(items));
            return new Outcome(true, Set.of());
        } catch (TransactionInProgressException e) {
            return new Outcome(false, Set.of());
        } catch (TransactionCanceledException e) {
            return why(e);
        }
    }

    private Outcome why(TransactionCanceledException cancelled) {
        var refused = new HashSet<String>();
        var reasons = cancelled.cancellationReasons();
        for (var i = 0; i < reasons.size(); i++) {
            var code = reasons.get(i).code();
            if ("ConditionalCheckFailed".equals(code)) {
                refused.add(labels.get(i));
            } else if (code != null && !code.equals("None") && !PASSING.contains(code)) {
                throw cancelled;
            }
        }
        return new Outcome(false, refused);
    }
}
