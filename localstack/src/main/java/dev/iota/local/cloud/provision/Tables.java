package dev.iota.local.cloud.provision;

import dev.iota.cloud.shape.IndexShape;
import dev.iota.cloud.shape.KeyShape;
import dev.iota.cloud.shape.TableShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
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
        var keys = keys(shape.partition(), shape.sort());
        var indexes = new HashMap<String, List<KeySchemaElement>>();
        shape.indexes().forEach(index -> indexes.put(index.name(), keys(index.partition(), index.sort())));
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
        Map<String, String> types = new LinkedHashMap<>();
        addType(types, shape.partition(), shape.sort());
        shape.indexes().forEach(index -> addType(types, index.partition(), index.sort()));
        dynamoDb.createTable(request -> {
            request.tableName(shape.name())
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(keys(shape.partition(), shape.sort()))
                    .attributeDefinitions(types.entrySet().stream()
                            .map(type -> AttributeDefinition.builder()
                                    .attributeName(type.getKey())
                                    .attributeType(type.getValue())
                                    .build())
                            .toList());
            if (!shape.indexes().isEmpty()) {
                request.globalSecondaryIndexes(
                        shape.indexes().stream().map(Tables::index).toList());
            }
        });
        try (var waiter = dynamoDb.waiter()) {
            waiter.waitUntilTableExists(request -> request.tableName(shape.name()));
        }
    }

    private static void addType(Map<String, String> types, KeyShape partition, @Nullable KeyShape sort) {
        types.put(partition.name(), partition.type().name());
        if (sort != null) {
            types.put(sort.name(), sort.type().name());
        }
    }

    private static GlobalSecondaryIndex index(IndexShape shape) {
        return GlobalSecondaryIndex.builder()
                .indexName(shape.name())
                .keySchema(keys(shape.partition(), shape.sort()))
                .projection(projection -> projection.projectionType(ProjectionType.ALL))
                .build();
    }

    private static List<KeySchemaElement> keys(KeyShape partition, @Nullable KeyShape sort) {
        var keys = new ArrayList<KeySchemaElement>();
        keys.add(key(partition, KeyType.HASH));
        if (sort != null) {
            keys.add(key(sort, KeyType.RANGE));
        }
        return keys;
    }

    private static KeySchemaElement key(KeyShape shape, KeyType role) {
        return KeySchemaElement.builder()
                .attributeName(shape.name())
                .keyType(role)
                .build();
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
