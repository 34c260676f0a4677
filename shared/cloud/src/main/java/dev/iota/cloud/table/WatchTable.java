package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.audit.WatchedHop;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The hops of watched miners, as long as their objects are kept, and which of these miners are audited: items of their
 * own in the table of audits.
 */
public final class WatchTable {
    /** Label in a transaction of what is decided about a stage: its condition is that nothing is yet. */
    public static final String DECIDED = "watched stage";

    /** Items of one transaction. */
    public static final int MOST = 100;

    private static final String CURSOR = "watched";
    private static final String NEXT = "next";

    private final DynamoDbClient dynamoDb;
    private final String table;

    public WatchTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.audits();
    }

    /**
     * A stage of an epoch.
     *
     * @param epoch that the hops are of
     */
    public record Watched(int epoch, int stage) {
        private String hops() {
            return "watched#%06d#%d".formatted(epoch, stage);
        }

        private String decided() {
            return "decided#%06d#%d".formatted(epoch, stage);
        }
    }

    /** Adds a hop to a transaction; it takes the place of the same hop that was done before. */
    public void keep(Transaction transaction, Watched watched, WatchedHop hop) {
        var item = Map.of(
                "id",
                Item.of(watched.hops()),
                "item",
                Item.of(name(hop.hotkey(), hop.microbatch())),
                "json",
                Item.of(Json.write(hop)));
        transaction.put("watched", table, item);
    }

    /** Those of every watched miner of a stage, by miner and microbatch, read page by page. */
    public Stream<WatchedHop> of(Watched watched) {
        return query(b ->
                b.keyConditionExpression("id = :id").expressionAttributeValues(Map.of(":id", Item.of(watched.hops()))));
    }

    /** Those of one miner, by microbatch, read page by page. */
    public Stream<WatchedHop> of(Watched watched, Hotkey hotkey) {
        return query(b -> b.keyConditionExpression("id = :id AND begins_with(#item, :prefix)")
                .expressionAttributeNames(Map.of("#item", "item"))
                .expressionAttributeValues(Map.of(":id", Item.of(watched.hops()), ":prefix", Item.of(prefix(hotkey)))));
    }

    /** Whether the objects of a watched miner's hop are needed still. */
    public boolean isKept(Watched watched, Hotkey hotkey, long microbatch) {
        return get(watched.hops(), name(hotkey, microbatch)).isPresent();
    }

    /** Forgets hops whose objects are removed; at most {@link #MOST} at once. */
    public void forget(Watched watched, List<WatchedHop> hops) {
        if (hops.isEmpty()) {
            return;
        }
        var transaction = new Transaction(dynamoDb);
        hops.forEach(
                hop -> transaction.delete("watched", table, key(watched.hops(), name(hop.hotkey(), hop.microbatch()))));
        if (!transaction.commit().committed()) {
            throw new IllegalStateException("another process forgets hops of %s at this moment".formatted(watched));
        }
    }

    /**
     * What was decided about the watched miners of a stage.
     *
     * @param audited the one whose epoch is audited, if one is
     */
    public record Decided(Optional<Hotkey> audited) {}

    /** Adds to a transaction what is decided, once. */
    public void decide(Transaction transaction, Watched watched, Decided decided) {
        var item =
                Map.of("id", Item.of(watched.decided()), "item", Item.of(CURSOR), "json", Item.of(Json.write(decided)));
        transaction.put(DECIDED, table, item, "attribute_not_exists(id)", Map.of());
    }

    /** What is decided, if anything is. */
    public Optional<Decided> decided(Watched watched) {
        return get(watched.decided(), CURSOR).map(item -> Json.read(Item.text(item, "json"), Decided.class));
    }

    /** The first epoch about whose watched miners not everything is decided. */
    public int next() {
        return get(CURSOR, NEXT).map(item -> (int) Item.number(item, NEXT)).orElse(0);
    }

    /** Everything is decided about the epochs before this one. */
    public void advance(int epoch) {
        dynamoDb.putItem(b ->
                b.tableName(table).item(Map.of("id", Item.of(CURSOR), "item", Item.of(NEXT), NEXT, Item.of(epoch))));
    }

    private Stream<WatchedHop> query(Consumer<QueryRequest.Builder> query) {
        return dynamoDb.queryPaginator(b -> query.accept(b.tableName(table).consistentRead(true))).items().stream()
                .map(item -> Json.read(Item.text(item, "json"), WatchedHop.class));
    }

    private Optional<Map<String, AttributeValue>> get(String id, String item) {
        var response =
                dynamoDb.getItem(b -> b.tableName(table).key(key(id, item)).consistentRead(true));
        return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
    }

    private static String prefix(Hotkey hotkey) {
        return hotkey.address() + "/";
    }

    private static String name(Hotkey hotkey, long microbatch) {
        return prefix(hotkey) + "%015d".formatted(microbatch);
    }

    private static Map<String, AttributeValue> key(String id, String item) {
        return Map.of("id", Item.of(id), "item", Item.of(item));
    }
}
