package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.identity.Hotkey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Which gradients a miner has applied: what must be given back when the miner loses them. */
public final class AppliedTable {
    /** Longer than any epoch. */
    private static final Duration KEPT = Duration.ofDays(14);

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Items items;

    public AppliedTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.applied();
        this.items = new Items(dynamoDb, table, Set.of("hotkey", "id"));
    }

    /** Label of a row in a transaction. */
    public static String label(long microbatch) {
        return "applied " + microbatch;
    }

    /**
     * Adds an accepted backward to a transaction; refused if the miner said another step of this gradient before. So
     * the step that was said is the one that contains it, and recording that step writes no rows.
     */
    public void acknowledge(
            Transaction transaction,
            Hotkey hotkey,
            int epoch,
            long microbatch,
            AppliedRow.Acknowledged acknowledged,
            Instant now) {
        transaction.update(
                label(microbatch),
                table,
                key(hotkey, epoch, microbatch),
                "SET registration = :registration, claimed = :step, expires = :expires",
                "attribute_not_exists(claimed) OR claimed = :step",
                Map.of(
                        ":registration",
                        Item.of(acknowledged.registration()),
                        ":step",
                        Item.of(acknowledged.step()),
                        ":expires",
                        expires(now)));
    }

    /**
     * Adds to a transaction that a step contains a gradient whose backward is not on record yet; refused if another
     * step contains it, or is said to.
     *
     * @param step number of the step in its epoch
     * @param container name of the step
     */
    public void contain(
            Transaction transaction,
            Hotkey hotkey,
            int epoch,
            long microbatch,
            int step,
            String container,
            Instant now) {
        transaction.update(
                label(microbatch),
                table,
                key(hotkey, epoch, microbatch),
                "SET container = :container, expires = :expires",
                "(attribute_not_exists(container) OR container = :container)"
                        + " AND (attribute_not_exists(claimed) OR claimed = :step)",
                Map.of(":container", Item.of(container), ":step", Item.of(step), ":expires", expires(now)));
    }

    public Optional<AppliedRow> get(Hotkey hotkey, int epoch, long microbatch) {
        var response = dynamoDb.getItem(
                b -> b.tableName(table).key(key(hotkey, epoch, microbatch)).consistentRead(true));
        return response.hasItem() ? Optional.of(read(response.item())) : Optional.empty();
    }

    /** The newest of the rows that there are of these microbatches, read in batches. */
    public List<AppliedRow> get(Hotkey hotkey, int epoch, List<Long> microbatches) {
        var keys = microbatches.stream().map(id -> key(hotkey, epoch, id)).toList();
        return items.get(keys, true).stream().map(AppliedTable::read).toList();
    }

    /** All rows of a miner in an epoch, read page by page. */
    public Stream<AppliedRow> ofEpoch(Hotkey hotkey, int epoch) {
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .keyConditionExpression("hotkey = :hotkey AND begins_with(id, :prefix)")
                        .expressionAttributeValues(
                                Map.of(":hotkey", Item.of(hotkey.address()), ":prefix", Item.of(prefix(epoch))))
                        .consistentRead(true))
                .items()
                .stream()
                .map(AppliedTable::read);
    }

    /** Forgets a row. */
    public void delete(AppliedRow row) {
        dynamoDb.deleteItem(b -> b.tableName(table).key(key(row.hotkey(), row.epoch(), row.microbatch())));
    }

    /** Adds forgetting a row to a transaction. */
    public void delete(Transaction transaction, AppliedRow row) {
        transaction.delete(label(row.microbatch()), table, key(row.hotkey(), row.epoch(), row.microbatch()));
    }

    private static AttributeValue expires(Instant now) {
        return Item.of(now.plus(KEPT).getEpochSecond());
    }

    private static String prefix(int epoch) {
        return "%06d/".formatted(epoch);
    }

    private static Map<String, AttributeValue> key(Hotkey hotkey, int epoch, long microbatch) {
        return Map.of(
                "hotkey", Item.of(hotkey.address()), "id", Item.of(prefix(epoch) + "%015d".formatted(microbatch)));
    }

    private static AppliedRow read(Map<String, AttributeValue> item) {
        var id = Item.text(item, "id");
        var slash = id.indexOf('/');
        return new AppliedRow(
                new Hotkey(Item.text(item, "hotkey")),
                Integer.parseInt(id.substring(0, slash)),
                Long.parseLong(id.substring(slash + 1)),
                item.containsKey("registration")
                        ? Optional.of(new AppliedRow.Acknowledged(
                                Item.number(item, "registration"), (int) Item.number(item, "claimed")))
                        : Optional.empty(),
                item.containsKey("container") ? Optional.of(Item.text(item, "container")) : Optional.empty());
    }
}
