package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.EpochPart;
import dev.iota.core.epoch.HeldOutState;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.TrafficState;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.shard.ShardLedger.Round;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * The epochs of a run, and of each its stages, uploads and shards. An item is written only if nobody wrote it since it
 * was read.
 */
public final class EpochTable {
    private static final String BEFORE = "version = :before";

    private final DynamoDbClient dynamoDb;
    private final String table;

    public EpochTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.epochs();
    }

    public Optional<Epoch> epoch(int epoch) {
        return get(EpochKey.epoch(epoch), Epoch.class);
    }

    /** All epochs that began, from the first on. */
    public List<Epoch> epochs() {
        return query(EpochKey.EPOCHS, "", Epoch.class);
    }

    /** Up to {@code limit} epochs that began before this one, the newest first. */
    public List<Epoch> epochsBefore(int epoch, int limit) {
        return before(EpochKey.EPOCHS, epoch, limit, Epoch.class);
    }

    /** The same of what validators measured, or measure, of the weights that epochs published. */
    public List<HeldOutState> heldOutBefore(int epoch, int limit) {
        return before(EpochKey.HELD_OUT, epoch, limit, HeldOutState.class);
    }

    public Optional<HeldOutState> heldOut(int epoch) {
        return get(EpochKey.heldOut(epoch), HeldOutState.class);
    }

    private <T> List<T> before(String partition, int epoch, int limit, Class<T> type) {
        return dynamoDb
                .query(b -> b.tableName(table)
                        .keyConditionExpression("epoch = :epochs AND #item < :before")
                        .expressionAttributeNames(Map.of("#item", "item"))
                        .expressionAttributeValues(
                                Map.of(":epochs", Item.of(partition), ":before", Item.of(EpochKey.partition(epoch))))
                        .scanIndexForward(false)
                        .limit(limit))
                .items()
                .stream()
                .map(item -> read(item, type))
                .toList();
    }

    public Optional<StageMerge> stage(int epoch, int stage) {
        return get(EpochKey.stage(epoch, stage), StageMerge.class);
    }

    public Optional<UploadState> upload(int epoch, int stage, Hotkey hotkey) {
        return get(EpochKey.upload(epoch, stage, hotkey), UploadState.class);
    }

    /** The announced uploads of a stage, in hotkey order. */
    public List<UploadState> uploads(int epoch, int stage) {
        return query(EpochKey.partition(epoch), EpochKey.uploads(stage), UploadState.class);
    }

    public Optional<ShardState> shard(int epoch, int stage, Round round, int shard) {
        return get(EpochKey.shard(epoch, stage, round, shard), ShardState.class);
    }

    /** The shards of a stage in a round, by index. */
    public List<ShardState> shards(int epoch, int stage, Round round) {
        return query(EpochKey.partition(epoch), EpochKey.shards(stage, round), ShardState.class);
    }

    /** Adds an item; false if there is one in its place. */
    public boolean create(EpochPart item) {
        return write(item, "attribute_not_exists(epoch)", Map.of());
    }

    /** Writes the item that follows the version before it; false if somebody else was faster. */
    public boolean replace(EpochPart next) {
        return write(next, BEFORE, before(next));
    }

    /** Adds the same to a transaction. */
    public void replace(Transaction transaction, EpochPart next) {
        transaction.put("epoch", table, attributes(next), BEFORE, before(next));
    }

    /** What miners moved, of all epochs, from the first on. */
    public List<TrafficState> traffic() {
        return query(EpochKey.TRAFFIC, "", TrafficState.class);
    }

    /** Counts a shard that is done, perhaps more than once: a hint that it is worth counting them all. */
    public long done(int epoch, int stage, Round round) {
        var response = dynamoDb.updateItem(b -> b.tableName(table)
                .key(EpochKey.done(epoch, stage, round).attributes())
                .updateExpression("ADD done :one")
                .expressionAttributeValues(Map.of(":one", Item.of(1)))
                .returnValues(ReturnValue.UPDATED_NEW));
        return Item.number(response.attributes(), "done");
    }

    private <T> Optional<T> get(EpochKey key, Class<T> type) {
        var response =
                dynamoDb.getItem(b -> b.tableName(table).key(key.attributes()).consistentRead(true));
        return response.hasItem() ? Optional.of(read(response.item(), type)) : Optional.empty();
    }

    private <T> List<T> query(String partition, String prefix, Class<T> type) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":epoch", Item.of(partition));
        if (!prefix.isEmpty()) {
            values.put(":prefix", Item.of(prefix));
        }
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .keyConditionExpression(
                                prefix.isEmpty() ? "epoch = :epoch" : "epoch = :epoch AND begins_with(#item, :prefix)")
                        .expressionAttributeNames(prefix.isEmpty() ? null : Map.of("#item", "item"))
                        .expressionAttributeValues(values)
                        .consistentRead(true))
                .items()
                .stream()
                .map(item -> read(item, type))
                .toList();
    }

    private boolean write(EpochPart row, String condition, Map<String, AttributeValue> values) {
        try {
            dynamoDb.putItem(b -> b.tableName(table)
                    .item(attributes(row))
                    .conditionExpression(condition)
                    .expressionAttributeValues(values.isEmpty() ? null : values));
            return true;
        } catch (ConditionalCheckFailedException | TransactionConflictException e) {
            return false;
        }
    }

    private static Map<String, AttributeValue> before(EpochPart next) {
        return Map.of(":before", Item.of(next.version() - 1));
    }

    private static Map<String, AttributeValue> attributes(EpochPart row) {
        var item = new HashMap<>(EpochKey.of(row).attributes());
        item.put("json", Item.of(Json.write(row)));
        item.put("version", Item.of(row.version()));
        return item;
    }

    private static <T> T read(Map<String, AttributeValue> item, Class<T> type) {
        return Json.read(Item.text(item, "json"), type);
    }
}
