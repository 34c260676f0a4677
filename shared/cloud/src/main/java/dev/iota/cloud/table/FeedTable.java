package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.routing.Feed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** The feeds of a run and what became of what they gave. */
public final class FeedTable {
    /** Label of a feed in a transaction. */
    public static final String LABEL = "feed";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final int shards;

    /** @param shards number of feeds: see {@link dev.iota.core.run.RunSpec#indexShards} */
    public FeedTable(DynamoDbClient dynamoDb, Names names, int shards) {
        this.dynamoDb = dynamoDb;
        this.table = names.runs();
        this.shards = shards;
    }

    /** Makes the feed unless it exists. */
    public void create(Feed feed) {
        write(feed, "attribute_not_exists(id)", Map.of());
    }

    public Optional<Feed> get(int shard) {
        var found = read(shard);
        while (found.filter(Feed::needsPage).isPresent()) {
            var feed = found.get();
            var page = page(feed);
            if (page.isPresent()) {
                return page.map(feed::withPage);
            }
            // Somebody else took the page meanwhile.
            found = read(shard).filter(now -> now.version() != feed.version());
        }
        return found;
    }

    private Optional<Feed> read(int shard) {
        return item("feed#" + shard).map(item -> Json.read(Item.text(item, "json"), Feed.class));
    }

    /** The page that comes next; the one before it is of no use any more. */
    private Optional<List<Feed.Redo>> page(Feed feed) {
        var first = feed.backlog().first();
        if (first > 0) {
            dynamoDb.deleteItem(b -> b.tableName(table).key(pageKey(feed.shard(), first - 1)));
        }
        return item(pageId(feed.shard(), first))
                .map(item -> List.of(Json.read(Item.text(item, "json"), Feed.Redo[].class)));
    }

    /** All feeds that exist. */
    public List<Feed> all() {
        return IntStream.range(0, shards)
                .mapToObj(this::get)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The feed that a data position belongs to. */
    public int shardOf(long position) {
        return (int) Math.floorMod(position, (long) shards);
    }

    /** Writes a feed that follows the version before it; false if somebody else was faster. */
    public boolean replace(Feed next) {
        if (next.backlog().full().isPresent()) {
            var transaction = new Transaction(dynamoDb);
            put(transaction, next);
            return transaction.commit().committed();
        }
        return write(next, "version = :before", Map.of(":before", Item.of(next.version() - 1)));
    }

    /** Adds a feed that follows the version before it to a transaction. */
    public void put(Transaction transaction, Feed next) {
        transaction.put(LABEL, table, write(next), "version = :before", Map.of(":before", Item.of(next.version() - 1)));
        var backlog = next.backlog();
        backlog.full().ifPresent(page -> {
            var item = new HashMap<>(pageKey(next.shard(), backlog.next() - 1));
            item.put("json", Item.of(Json.write(page)));
            transaction.put("page", table, item);
        });
    }

    /** Adds a completed microbatch of one feed to a transaction. */
    public void completed(Transaction transaction, int shard, double loss) {
        transaction.update(
                "progress",
                table,
                progressKey(shard),
                "ADD completed :one, lossSum :loss SET lastLoss = :loss",
                Map.of(":one", Item.of(1), ":loss", Item.summand(loss)));
    }

    /** Adds a microbatch that was given up to a transaction. */
    public void lost(Transaction transaction, int shard) {
        count(transaction, shard, "lost");
    }

    /** Adds a microbatch that its epoch did not finish to a transaction. */
    public void unfinished(Transaction transaction, int shard) {
        count(transaction, shard, "unfinished");
    }

    /** Adds a hop that has to be handed out again to a transaction. */
    public void redispatched(Transaction transaction, int shard) {
        count(transaction, shard, "redispatched");
    }

    private void count(Transaction transaction, int shard, String counter) {
        transaction.update(
                "progress", table, progressKey(shard), "ADD " + counter + " :one", Map.of(":one", Item.of(1)));
    }

    /** What became of all microbatches so far. */
    public FeedProgress feedProgress() {
        return IntStream.range(0, shards)
                .mapToObj(shard -> item("progress#" + shard).map(FeedTable::progress))
                .flatMap(Optional::stream)
                .reduce(FeedProgress.NONE, FeedProgress::plus);
    }

    private static FeedProgress progress(Map<String, AttributeValue> item) {
        return new FeedProgress(
                Item.number(item, "completed"),
                Item.number(item, "lost"),
                Item.number(item, "unfinished"),
                Item.number(item, "redispatched"),
                Item.decimal(item, "lossSum"),
                Item.decimal(item, "lastLoss"));
    }

    private boolean write(Feed feed, String condition, Map<String, AttributeValue> values) {
        try {
            dynamoDb.putItem(b -> b.tableName(table)
                    .item(write(feed))
                    .conditionExpression(condition)
                    .expressionAttributeValues(values.isEmpty() ? null : values));
            return true;
        } catch (ConditionalCheckFailedException | TransactionConflictException e) {
            return false;
        }
    }

    private static Map<String, AttributeValue> write(Feed feed) {
        var item = new HashMap<String, AttributeValue>();
        item.put("id", Item.of("feed#" + feed.shard()));
        item.put("json", Item.of(Json.write(feed.written())));
        item.put("version", Item.of(feed.version()));
        return item;
    }

    private static Map<String, AttributeValue> pageKey(int shard, long page) {
        return Map.of("id", Item.of(pageId(shard, page)));
    }

    private static String pageId(int shard, long page) {
        return "redo#%d#%d".formatted(shard, page);
    }

    private static Map<String, AttributeValue> progressKey(int shard) {
        return Map.of("id", Item.of("progress#" + shard));
    }

    private Optional<Map<String, AttributeValue>> item(String id) {
        var response = dynamoDb.getItem(
                b -> b.tableName(table).key(Map.of("id", Item.of(id))).consistentRead(true));
        return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
    }
}
