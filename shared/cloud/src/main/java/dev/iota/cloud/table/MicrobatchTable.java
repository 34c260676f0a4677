package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** The microbatches of a run, and what about them is looked for: who waits where, who has what, whose time is over. */
public final class MicrobatchTable {
    /** Label of the microbatch in a transaction: its condition is that nobody wrote it in between. */
    public static final String LABEL = "microbatch";

    private static final String LEASED = "leased/";

    /** Most keys of one batch read of DynamoDB. */
    private static final int BATCH = 100;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final int shards;

    /** @param shards see {@link dev.iota.core.run.RunSpec#indexShards} */
    public MicrobatchTable(DynamoDbClient dynamoDb, Names names, int shards) {
        this.dynamoDb = dynamoDb;
        this.table = names.microbatches();
        this.shards = shards;
    }

    /** Number of partitions that microbatches and their indexes are spread over. */
    public int shards() {
        return shards;
    }

    /** The newest state. */
    public Optional<Microbatch> get(long id) {
        var response = dynamoDb.getItem(b -> b.tableName(table).key(key(id)).consistentRead(true));
        return response.hasItem() ? Optional.of(read(response.item())) : Optional.empty();
    }

    /** The newest states of those that exist, by id. */
    public Map<Long, Microbatch> get(Collection<Long> ids) {
        var found = new HashMap<Long, Microbatch>();
        var distinct = new ArrayList<>(new LinkedHashSet<>(ids));
        for (var from = 0; from < distinct.size(); from += BATCH) {
            var keys = distinct.subList(from, Math.min(from + BATCH, distinct.size())).stream()
                    .map(this::key)
                    .toList();
            var wanted = Map.of(
                    table,
                    KeysAndAttributes.builder().keys(keys).consistentRead(true).build());
            while (!wanted.isEmpty()) {
                var asked = wanted;
                var response = dynamoDb.batchGetItem(b -> b.requestItems(asked));
                response.responses().getOrDefault(table, List.of()).stream()
                        .map(MicrobatchTable::read)
                        .forEach(m -> found.put(m.id(), m));
                wanted = response.hasUnprocessedKeys() ? response.unprocessedKeys() : Map.of();
            }
        }
        return found;
    }

    /** Adds the microbatch that follows version {@code before} to a transaction. */
    public void put(Transaction transaction, Microbatch next, long before) {
        transaction.put(LABEL, table, write(next), "version = :before", Map.of(":before", Item.of(before)));
    }

    /** Adds a microbatch that does not exist yet to a transaction. */
    public void create(Transaction transaction, Microbatch fresh) {
        transaction.put(LABEL, table, write(fresh), "attribute_not_exists(id)", Map.of());
    }

    /** Writes the microbatch that follows version {@code before}; false if somebody else was faster. */
    public boolean replace(Microbatch next, long before) {
        try {
            dynamoDb.putItem(b -> b.tableName(table)
                    .item(write(next))
                    .conditionExpression("version = :before")
                    .expressionAttributeValues(Map.of(":before", Item.of(before))));
            return true;
        } catch (ConditionalCheckFailedException | TransactionConflictException e) {
            return false;
        }
    }

    /** Those that wait for a miner of this stage in one shard: gradients first, then the longest waiting. */
    public List<Microbatch> waiting(int stage, int shard, int limit) {
        return some(limit, b -> b.indexName("places")
                .keyConditionExpression("place = :place")
                .expressionAttributeValues(Map.of(":place", Item.of(waitingPlace(stage, shard)))));
    }

    /** Those that this miner has a lease for. */
    public List<Microbatch> leasedTo(Hotkey hotkey) {
        return all(b -> b.indexName("places")
                        .keyConditionExpression("place = :place")
                        .expressionAttributeValues(Map.of(":place", Item.of(leasedPlace(hotkey)))))
                .toList();
    }

    /** Those of one shard whose lease has run out, the longest overdue first, read page by page. */
    public Stream<Microbatch> overdue(int shard, Instant now) {
        return all(b -> b.indexName("deadlines")
                .keyConditionExpression("deadlineShard = :shard AND deadline < :now")
                .filterExpression("begins_with(place, :leased)")
                .expressionAttributeValues(Map.of(
                        ":shard",
                        Item.of(Integer.toString(shard)),
                        ":now",
                        Item.of(now.toEpochMilli()),
                        ":leased",
                        Item.of(LEASED))));
    }

    /** All that are open, read page by page. */
    public Stream<Microbatch> open() {
        return IntStream.range(0, shards)
                .boxed()
                .flatMap(shard -> all(b -> b.indexName("deadlines")
                        .keyConditionExpression("deadlineShard = :shard")
                        .expressionAttributeValues(Map.of(":shard", Item.of(Integer.toString(shard))))));
    }

    /** All of one shard, in the order of their ids, read page by page. */
    public Stream<Microbatch> ofShard(int shard) {
        return all(b -> b.keyConditionExpression("#shard = :shard")
                .expressionAttributeNames(Map.of("#shard", "shard"))
                .consistentRead(true)
                .expressionAttributeValues(Map.of(":shard", Item.of(Integer.toString(shard)))));
    }

    private List<Microbatch> some(int limit, java.util.function.Consumer<QueryRequest.Builder> query) {
        return dynamoDb.query(b -> query.accept(b.tableName(table).limit(limit))).items().stream()
                .map(MicrobatchTable::read)
                .toList();
    }

    private Stream<Microbatch> all(java.util.function.Consumer<QueryRequest.Builder> query) {
        return dynamoDb.queryPaginator(b -> query.accept(b.tableName(table))).items().stream()
                .map(MicrobatchTable::read);
    }

    private Map<String, AttributeValue> key(long id) {
        return Map.of("shard", Item.of(Integer.toString(shardOf(id))), "id", Item.of(id));
    }

    private int shardOf(long id) {
        return (int) Math.floorMod(id, (long) shards);
    }

    private Map<String, AttributeValue> write(Microbatch microbatch) {
        var item = new HashMap<>(key(microbatch.id()));
        item.put("json", Item.of(Json.write(microbatch)));
        item.put("version", Item.of(microbatch.version()));
        if (microbatch.isOpen()) {
            item.put("deadlineShard", Item.of(Integer.toString(shardOf(microbatch.id()))));
            item.put("deadline", Item.of(microbatch.deadline().toEpochMilli()));
            item.put(
                    "place",
                    Item.of(
                            microbatch.state() == State.WAITING
                                    ? waitingPlace(microbatch.stage(), shardOf(microbatch.id()))
                                    : leasedPlace(microbatch.issued().getLast().hotkey())));
            item.put("since", Item.of(urgency(microbatch)));
        }
        return item;
    }

    /** Sorts gradients before activations: other miners hold memory for what goes backward. */
    private static String urgency(Microbatch microbatch) {
        var rank = microbatch.direction() == Direction.BACKWARD ? 0 : 1;
        return "%d-%014d-%d".formatted(rank, microbatch.since().toEpochMilli(), microbatch.id());
    }

    private static String waitingPlace(int stage, int shard) {
        return "waiting/%d/%d".formatted(stage, shard);
    }

    private static String leasedPlace(Hotkey hotkey) {
        return LEASED + hotkey;
    }

    private static Microbatch read(Map<String, AttributeValue> item) {
        return Json.read(Item.text(item, "json"), Microbatch.class);
    }
}
