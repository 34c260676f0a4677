package dev.iota.local.cloud.provision;

import dev.iota.cloud.client.TableRequest;
import dev.iota.cloud.shape.TableShape;
import java.util.HashMap;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Makes tables of their shapes. */
public final class Tables {
    private final DynamoDbClient dynamoDb;

    public Tables(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /**
     * Makes the table unless it exists.
     *
     * @throws IllegalStateException if it exists with other keys, which nothing can change in place
     */
    public void make(TableShape shape) {
        try {
            requireSame(
                    shape,
                    dynamoDb.describeTable(request -> request.tableName(shape.name()))
                            .table());
        } catch (ResourceNotFoundException e) {
            create(shape);
        }
        expire(shape);
    }

    private static void requireSame(TableShape shape, TableDescription found) {
        var keys = TableRequest.keys(shape.partition(), shape.sort());
        var indexes = new HashMap<String, List<KeySchemaElement>>();
        shape.indexes().forEach(index -> indexes.put(index.name(), TableRequest.keys(index.partition(), index.sort())));
        var foundIndexes = new HashMap<String, List<KeySchemaElement>>();
        for (GlobalSecondaryIndexDescription index : found.globalSecondaryIndexes()) {
            foundIndexes.put(index.indexName(), index.keySchema());
        }
        if (!keys.equals(found.keySchema()) || !indexes.equals(foundIndexes)) {
            throw new IllegalStateException(
                    "the table %s has the keys %s and indexes %s, but this version needs %s and %s; use a new folder"
                            .formatted(shape.name(), found.keySchema(), foundIndexes, keys, indexes));
        }
    }

    private void create(TableShape shape) {
        dynamoDb.createTable(TableRequest.of(shape));
        try (var waiter = dynamoDb.waiter()) {
            waiter.waitUntilTableExists(request -> request.tableName(shape.name()));
        }
    }

    private void expire(TableShape shape) {
        if (shape.ttl() == null) {
            return;
        }
        var status = dynamoDb.describeTimeToLive(request -> request.tableName(shape.name()))
                .timeToLiveDescription()
                .timeToLiveStatus();
        if (status != TimeToLiveStatus.ENABLED && status != TimeToLiveStatus.ENABLING) {
            dynamoDb.updateTimeToLive(request -> request.tableName(shape.name())
                    .timeToLiveSpecification(live -> live.enabled(true).attributeName(shape.ttl())));
        }
    }
}
