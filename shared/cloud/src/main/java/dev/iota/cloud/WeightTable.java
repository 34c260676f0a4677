package dev.iota.cloud;

import dev.iota.core.wire.Json;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Uploads that were ordered, and the weights that came of them. */
public final class WeightTable {
    private final DynamoDbClient dynamoDb;
    private final String table;

    public WeightTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.runs();
    }

    /** The newest order for a stage. */
    public Optional<UploadOrder> order(int stage) {
        return json("upload#" + stage).map(text -> Json.read(text, UploadOrder.class));
    }

    /** Writes an order down; it takes the place of the one before. */
    public void put(UploadOrder order) {
        dynamoDb.putItem(b -> b.tableName(table)
                .item(Map.of(
                        "id",
                        Item.of("upload#" + order.stage()),
                        "lease",
                        Item.of(order.lease()),
                        "json",
                        Item.of(Json.write(order)))));
    }

    /** The newest weights of a stage. */
    public Optional<StoredWeights> weights(int stage) {
        return json("weights#" + stage).map(text -> Json.read(text, StoredWeights.class));
    }

    /** Publishes what came of the newest order for a stage; false if it came of another one. */
    public boolean publish(int stage, StoredWeights weights) {
        var transaction = new Transaction(dynamoDb);
        transaction.check(
                "order", table, key("upload#" + stage), "lease = :lease", Map.of(":lease", Item.of(weights.lease())));
        transaction.put(
                "weights", table, Map.of("id", Item.of("weights#" + stage), "json", Item.of(Json.write(weights))));
        return transaction.commit().committed();
    }

    private Optional<String> json(String id) {
        var response = dynamoDb.getItem(b -> b.tableName(table).key(key(id)).consistentRead(true));
        return response.hasItem() ? Optional.of(Item.text(response.item(), "json")) : Optional.empty();
    }

    private static Map<String, AttributeValue> key(String id) {
        return Map.of("id", Item.of(id));
    }
}
