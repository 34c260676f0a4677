package dev.iota.cloud;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.ShardLedger.Round;
import dev.iota.core.wire.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** The epochs of a run, and of each its stages, uploads and shards. An item is written only if nobody wrote it since it was read. */
public final class EpochTable {
    /** Where the epochs themselves are. */
    private static final String EPOCHS = "epochs";

    /** Where it is what miners moved. */
    private static final String TRAFFIC = "traffic";

    /** Of what is written once. */
    private static final int FIRST_VERSION = 0;

    private final DynamoDbClient dynamoDb;
    private final String table;

    public EpochTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.epochs();
    }

    public Optional<EpochItem> epoch(int epoch) {
        return get(epochKey(epoch), EpochItem.class);
    }

    /** All epochs that began, from the first on. */
    public List<EpochItem> epochs() {
        return query(EPOCHS, "", EpochItem.class);
    }

    /** Adds an epoch; false if there is one. */
    public boolean create(EpochItem item) {
        return create(epochKey(item.epoch()), item, item.version());
    }

    /** Writes the epoch that follows the version before it; false if somebody else was faster. */
    public boolean replace(EpochItem next) {
        return replace(epochKey(next.epoch()), next, next.version());
    }

    /** Adds the same to a transaction. */
    public void put(Transaction transaction, EpochItem next) {
        transaction.put(
                "epoch",
                table,
                item(epochKey(next.epoch()), next, next.version()),
                "version = :before",
                Map.of(":before", Item.of(next.version() - 1)));
    }

    public Optional<StageItem> stage(int epoch, int stage) {
        return get(stageKey(epoch, stage), StageItem.class);
    }

    /** Adds a stage; false if there is one. */
    public boolean create(StageItem item) {
        return create(stageKey(item.epoch(), item.stage()), item, item.version());
    }

    /** Writes the stage that follows the version before it; false if somebody else was faster. */
    public boolean replace(StageItem next) {
        return replace(stageKey(next.epoch(), next.stage()), next, next.version());
    }

    public Optional<UploadItem> upload(int epoch, int stage, Hotkey hotkey) {
        return get(uploadKey(epoch, stage, hotkey), UploadItem.class);
    }

    /** The announced uploads of a stage, in hotkey order. */
    public List<UploadItem> uploads(int epoch, int stage) {
        return query(partition(epoch), "upload#%d#".formatted(stage), UploadItem.class);
    }

    /** Adds an upload; false if there is one. */
    public boolean create(UploadItem item) {
        return create(uploadKey(item.epoch(), item.stage(), item.hotkey()), item, item.version());
    }

    /** Writes the upload that follows the version before it; false if somebody else was faster. */
    public boolean replace(UploadItem next) {
        return replace(uploadKey(next.epoch(), next.stage(), next.hotkey()), next, next.version());
    }

    public Optional<ShardItem> shard(int epoch, int stage, Round round, int shard) {
        return get(shardKey(epoch, stage, round, shard), ShardItem.class);
    }

    /** The shards of a stage in a round, by index. */
    public List<ShardItem> shards(int epoch, int stage, Round round) {
        return query(partition(epoch), shards(stage, round), ShardItem.class);
    }

    /** Adds a shard; false if there is one. */
    public boolean create(ShardItem item) {
        return create(key(item), item, item.version());
    }

    /** Writes the shard that follows the version before it; false if somebody else was faster. */
    public boolean replace(ShardItem next) {
        return replace(key(next), next, next.version());
    }

    /** Adds what a miner moved; false if it said so before. */
    public boolean create(TrafficItem item) {
        var key = key(TRAFFIC, "%s#%s".formatted(partition(item.epoch()), item.hotkey()));
        return create(key, item, FIRST_VERSION);
    }

    /** What miners moved, of all epochs, from the first on. */
    public List<TrafficItem> traffic() {
        return query(TRAFFIC, "", TrafficItem.class);
    }

    /** Counts a shard that is done, perhaps more than once: a hint that it is worth counting them all. */
    public long done(int epoch, int stage, Round round) {
        var response = dynamoDb.updateItem(b -> b.tableName(table)
                .key(key(partition(epoch), "done#%d#%s".formatted(stage, round)))
                .updateExpression("ADD done :one")
                .expressionAttributeValues(Map.of(":one", Item.of(1)))
                .returnValues(ReturnValue.UPDATED_NEW));
        return Item.number(response.attributes(), "done");
    }

    private <T> Optional<T> get(Map<String, AttributeValue> key, Class<T> type) {
        var response = dynamoDb.getItem(b -> b.tableName(table).key(key).consistentRead(true));
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

    private boolean create(Map<String, AttributeValue> key, Object value, long version) {
        return write(item(key, value, version), "attribute_not_exists(epoch)", Map.of());
    }

    private boolean replace(Map<String, AttributeValue> key, Object value, long version) {
        return write(item(key, value, version), "version = :before", Map.of(":before", Item.of(version - 1)));
    }

    private boolean write(Map<String, AttributeValue> item, String condition, Map<String, AttributeValue> values) {
        try {
            dynamoDb.putItem(b -> b.tableName(table)
                    .item(item)
                    .conditionExpression(condition)
                    .expressionAttributeValues(values.isEmpty() ? null : values));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private static Map<String, AttributeValue> item(Map<String, AttributeValue> key, Object value, long version) {
        var item = new HashMap<>(key);
        item.put("json", Item.of(Json.write(value)));
        item.put("version", Item.of(version));
        return item;
    }

    private static <T> T read(Map<String, AttributeValue> item, Class<T> type) {
        return Json.read(Item.text(item, "json"), type);
    }

    private static Map<String, AttributeValue> epochKey(int epoch) {
        return key(EPOCHS, partition(epoch));
    }

    private static Map<String, AttributeValue> stageKey(int epoch, int stage) {
        return key(partition(epoch), "stage#%d".formatted(stage));
    }

    private static Map<String, AttributeValue> uploadKey(int epoch, int stage, Hotkey hotkey) {
        return key(partition(epoch), "upload#%d#%s".formatted(stage, hotkey));
    }

    private static Map<String, AttributeValue> key(ShardItem item) {
        return shardKey(
                item.epoch(), item.stage(), item.round(), item.work().shard().index());
    }

    private static Map<String, AttributeValue> shardKey(int epoch, int stage, Round round, int shard) {
        return key(partition(epoch), shards(stage, round) + "%05d".formatted(shard));
    }

    private static String shards(int stage, Round round) {
        return "%s#%d#".formatted(round.name().toLowerCase(Locale.ROOT), stage);
    }

    private static String partition(int epoch) {
        return "%06d".formatted(epoch);
    }

    private static Map<String, AttributeValue> key(String partition, String item) {
        return Map.of("epoch", Item.of(partition), "item", Item.of(item));
    }
}
