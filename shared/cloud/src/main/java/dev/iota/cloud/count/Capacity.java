package dev.iota.cloud.count;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** The units that DynamoDB says a call took, of the table and of its indexes. */
record Capacity(String table, Map<Amount, Double> units) {
    private static final ReturnConsumedCapacity INDEXES = ReturnConsumedCapacity.INDEXES;

    /** A read that need not be the newest, of nothing or of up to 4 KiB. */
    private static final double LEAST_READ = 0.5;

    /** The same request; if it is one of DynamoDB, the response will have the units. */
    static SdkRequest asked(SdkRequest request) {
        return switch (request) {
            case GetItemRequest r ->
                r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case BatchGetItemRequest r ->
                r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case TransactGetItemsRequest r ->
                r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case QueryRequest r -> r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case ScanRequest r -> r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case PutItemRequest r ->
                r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case UpdateItemRequest r ->
                r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case DeleteItemRequest r ->
                r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case BatchWriteItemRequest r ->
                r.toBuilder().returnConsumedCapacity(INDEXES).build();
            case TransactWriteItemsRequest r ->
                r.toBuilder().returnConsumedCapacity(INDEXES).build();
            default -> request;
        };
    }

    /** What the response says; nothing if it is none of DynamoDB, or was not asked. */
    static List<Capacity> of(SdkRequest request, Object response) {
        return switch (response) {
            case GetItemResponse r -> reads(one(r.consumedCapacity()));
            case BatchGetItemResponse r -> reads(r.consumedCapacity().stream());
            case TransactGetItemsResponse r -> reads(r.consumedCapacity().stream());
            case QueryResponse r -> reads(one(r.consumedCapacity()));
            case ScanResponse r -> reads(one(r.consumedCapacity()));
            case PutItemResponse r -> writes(one(r.consumedCapacity()));
            case UpdateItemResponse r -> writes(one(r.consumedCapacity()));
            case DeleteItemResponse r -> writes(one(r.consumedCapacity()));
            case BatchWriteItemResponse r -> writes(r.consumedCapacity().stream());
            case TransactWriteItemsResponse r ->
                writes(r.consumedCapacity().stream()).stream()
                        .map(of -> of.atLeast(2 * items((TransactWriteItemsRequest) request, of.table())))
                        .toList();
            default -> List.of();
        };
    }

    private static Stream<ConsumedCapacity> one(@Nullable ConsumedCapacity capacity) {
        return Stream.ofNullable(capacity);
    }

    /** DynamoDB Local says 0 where nothing was found, which DynamoDB bills as the smallest read. */
    private static List<Capacity> reads(Stream<ConsumedCapacity> parts) {
        return parts.map(part -> new Capacity(
                        part.tableName(), Map.of(Amount.READS, Math.max(LEAST_READ, part.capacityUnits()))))
                .toList();
    }

    /** DynamoDB Local adds up a table's items before it counts, where DynamoDB bills each: two units at least. */
    private Capacity atLeast(long writes) {
        var most = new EnumMap<>(units);
        most.merge(Amount.TABLE_WRITES, (double) writes, Math::max);
        return new Capacity(table, most);
    }

    private static long items(TransactWriteItemsRequest request, String table) {
        return request.transactItems().stream()
                .flatMap(item -> Stream.of(
                        Optional.ofNullable(item.put()).map(Put::tableName),
                        Optional.ofNullable(item.update()).map(Update::tableName),
                        Optional.ofNullable(item.delete()).map(Delete::tableName),
                        Optional.ofNullable(item.conditionCheck()).map(ConditionCheck::tableName)))
                .flatMap(Optional::stream)
                .filter(table::equals)
                .count();
    }

    private static List<Capacity> writes(Stream<ConsumedCapacity> parts) {
        return parts.map(part -> {
                    var indexes = part.globalSecondaryIndexes().values().stream()
                            .mapToDouble(index -> index.capacityUnits())
                            .sum();
                    return new Capacity(
                            part.tableName(),
                            Map.of(Amount.TABLE_WRITES, part.capacityUnits() - indexes, Amount.INDEX_WRITES, indexes));
                })
                .toList();
    }
}
