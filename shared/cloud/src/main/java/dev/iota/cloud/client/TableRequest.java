package dev.iota.cloud.client;

import dev.iota.cloud.shape.KeyShape;
import dev.iota.cloud.shape.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/** Asks for a table of a shape, where no stack makes it. */
public final class TableRequest {
    private TableRequest() {}

    public static CreateTableRequest of(TableShape shape) {
        var indexes = shape.indexes().stream()
                .map(index -> GlobalSecondaryIndex.builder()
                        .indexName(index.name())
                        .keySchema(keys(index.partition(), index.sort()))
                        .projection(projection -> projection.projectionType(ProjectionType.KEYS_ONLY))
                        .build())
                .toList();
        return CreateTableRequest.builder()
                .tableName(shape.name())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attributes(shape))
                .keySchema(keys(shape.partition(), shape.sort()))
                .globalSecondaryIndexes(indexes.isEmpty() ? null : indexes)
                .build();
    }

    /** Of every key, each once. */
    private static List<AttributeDefinition> attributes(TableShape shape) {
        return Stream.concat(
                        Stream.of(shape.partition(), shape.sort()),
                        shape.indexes().stream().flatMap(index -> Stream.of(index.partition(), index.sort())))
                .filter(Objects::nonNull)
                .distinct()
                .map(key -> AttributeDefinition.builder()
                        .attributeName(key.name())
                        .attributeType(key.type().name())
                        .build())
                .toList();
    }

    /** Of a table or an index. */
    public static List<KeySchemaElement> keys(KeyShape partition, @Nullable KeyShape sort) {
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
}
