package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** The microbatches of a run, and what about them is looked for: who waits where, who has what, whose time is over. */
public final class MicrobatchTable {
    /** Label of the microbatch in a transaction: its condition is that nobody wrote it in between. */
    public static final String LABEL = "microbatch";

    /**
     * What every microbatch says: with it one that has come back through five stages is a kilobyte. It never changes,
     * since items were packed with it; where records change, what is new is packed a little worse.
     */
    private static final byte[] WORDS = """
            "hops":[],"issued":[],"state":"WAITING","COMPLETE","activation":null,"gradient":null,"found":null},\
            "watched":true}{"origin":{"id":0,"position":0,"epoch":0,"started":"2026-01-01T00:00:00.000000Z",\
            "failures":0},"place":{"stage":0,"direction":"FORWARD","state":"LEASED","issued":[{"id":"","hotkey":"5",\
            "registration":0,\
            "place":{"stage":0,"direction":"BACKWARD","state":"LEASED","issued":[{"id":"","hotkey":"5",\
            "registration":1,"until":"2026-01-01T00:00:00.000000Z"}],"since":"2026-01-01T00:00:00.000000Z",\
            "deadline":"2026-01-01T00:00:00.000000Z","refused":[]},"progress":{"hops":[{"hotkey":"5","step":0,\
            "activation":null,"gradient":{"lease":"","sha256":"","said":{"mean":-0.0,"rms":0.0},\
            "activation":{"lease":"","sha256":"","said":{"mean":0.0,"rms":1.0},"found":{"mean":0.0,"rms":1.0}},\
            "gradient":{"lease":"","sha256":"","said":{"mean":0.0,"rms":1.0},"found":{"mean":0.0,"rms":1.0}},\
            "seconds":0.0,"rescue":null,"audit":null,"watched":false},{"hotkey":"5","step":0,"activation":{"lease":"\
            "gradient":null,"seconds":0.0,"rescue":null,"audit":null,"watched":false}],\
            "refusals":0,"loss":null,"redone":false},"version":0}""".getBytes(StandardCharsets.US_ASCII);

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final int shards;
    private final Items items;

    /** @param shards see {@link dev.iota.core.run.RunSpec#indexShards} */
    public MicrobatchTable(DynamoDbClient dynamoDb, Names names, int shards) {
        this.dynamoDb = dynamoDb;
        this.table = names.microbatches();
        this.shards = shards;
        this.items = new Items(dynamoDb, table, Set.of("shard", "id"));
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
        return items.get(ids.stream().map(this::key).toList(), true).stream()
                .map(MicrobatchTable::read)
                .collect(Collectors.toMap(Microbatch::id, Function.identity()));
    }

    /** Adds the microbatch that follows version {@code before} to a transaction. */
    public void put(Transaction transaction, Microbatch next, long before) {
        transaction.put(LABEL, table, write(next), "version = :before", Map.of(":before", Item.of(before)));
    }

    /** Adds a microbatch that does not exist yet to a transaction. */
    public void create(Transaction transaction, Microbatch fresh) {
        transaction.put(LABEL, table, write(fresh), "attribute_not_exists(id)", Map.of());
    }

    /**
     * Writes the microbatch that follows version {@code before}; false if somebody else was faster. A write whose
     * answer was lost is sent again by the SDK and then refused: it has happened if its result is there.
     */
    public boolean replace(Microbatch next, long before) {
        try {
            dynamoDb.putItem(b -> b.tableName(table)
                    .item(write(next))
                    .conditionExpression("version = :before")
                    .expressionAttributeValues(Map.of(":before", Item.of(before)))
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return e.hasItem() && read(e.item()).equals(next);
        } catch (TransactionConflictException e) {
            return false;
        }
    }

    /** Those that wait for a miner of this stage in one shard: gradients first, then the longest waiting. */
    public List<Microbatch> waiting(int stage, int shard, int limit) {
        return items.page(b -> waitingIn(b, stage, shard).limit(limit), true).stream()
                .map(MicrobatchTable::read)
                .filter(microbatch -> microbatch.state() == State.WAITING && microbatch.stage() == stage)
                .toList();
    }

    /** How many wait for a miner of this stage in one shard, up to a limit. */
    public int countWaiting(int stage, int shard, int limit) {
        return dynamoDb.query(b -> waitingIn(b.tableName(table), stage, shard)
                        .select(Select.COUNT)
                        .limit(limit))
                .count();
    }

    private static QueryRequest.Builder waitingIn(QueryRequest.Builder query, int stage, int shard) {
        return query.indexName("waiting")
                .keyConditionExpression("place = :place")
                .expressionAttributeValues(Map.of(":place", Item.of("%d/%d".formatted(stage, shard))));
    }

    /** Those of one shard whose lease has run out, the longest overdue first. */
    public Stream<Microbatch> overdue(int shard, Instant now) {
        return open(shard)
                .filter(microbatch -> microbatch.state() == State.LEASED
                        && microbatch.deadline().isBefore(now))
                .sorted(Comparator.comparing(Microbatch::deadline));
    }

    /** All that are open, read page by page. */
    public Stream<Microbatch> open() {
        return IntStream.range(0, shards).boxed().flatMap(this::open);
    }

    private Stream<Microbatch> open(int shard) {
        return items.found(b -> b.indexName("open")
                        .keyConditionExpression("openShard = :shard")
                        .expressionAttributeValues(Map.of(":shard", Item.of(Integer.toString(shard)))))
                .map(MicrobatchTable::read)
                .filter(Microbatch::isOpen);
    }

    /** All of one shard, in the order of their ids, read page by page. */
    public Stream<Microbatch> ofShard(int shard) {
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .keyConditionExpression("#shard = :shard")
                        .expressionAttributeNames(Map.of("#shard", "shard"))
                        .consistentRead(true)
                        .expressionAttributeValues(Map.of(":shard", Item.of(Integer.toString(shard)))))
                .items()
                .stream()
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
        item.put("json", Item.packed(microbatch, WORDS));
        item.put("version", Item.of(microbatch.version()));
        var shard = Integer.toString(shardOf(microbatch.id()));
        if (microbatch.isOpen()) {
            // It stays as it is from hop to hop, so that the index is written at the start and at the end.
            item.put("openShard", Item.of(shard));
        }
        if (microbatch.state() == State.WAITING) {
            item.put("place", Item.of("%d/%s".formatted(microbatch.stage(), shard)));
            item.put("since", Item.of(urgency(microbatch)));
        }
        return item;
    }

    /** Sorts gradients before activations: other miners hold memory for what goes backward. */
    private static String urgency(Microbatch microbatch) {
        var rank = microbatch.direction() == Direction.BACKWARD ? 0 : 1;
        return "%d-%014d-%d".formatted(rank, microbatch.since().toEpochMilli(), microbatch.id());
    }

    private static Microbatch read(Map<String, AttributeValue> item) {
        return Item.unpacked(item, "json", WORDS, Microbatch.class);
    }
}
