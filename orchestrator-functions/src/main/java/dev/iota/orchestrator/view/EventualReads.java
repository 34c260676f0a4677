package dev.iota.orchestrator.view;

import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Tables for those who only look: reads are eventually consistent, which costs half and takes nothing from those who
 * work, and there is no write.
 */
final class EventualReads implements DynamoDbClient {
    private final DynamoDbClient dynamoDb;

    EventualReads(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return dynamoDb.getItem(request.toBuilder().consistentRead(false).build());
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        var tables = request.requestItems().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, table -> table.getValue().toBuilder()
                        .consistentRead(false)
                        .build()));
        return dynamoDb.batchGetItem(request.toBuilder().requestItems(tables).build());
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return dynamoDb.query(request.toBuilder().consistentRead(false).build());
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        return dynamoDb.scan(request.toBuilder().consistentRead(false).build());
    }

    @Override
    public String serviceName() {
        return dynamoDb.serviceName();
    }

    @Override
    public void close() {
        dynamoDb.close();
    }
}
