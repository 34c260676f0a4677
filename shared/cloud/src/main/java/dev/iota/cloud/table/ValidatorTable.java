package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.MinerRecord.Session;
import dev.iota.cloud.table.ValidatorRecord.Joining;
import dev.iota.cloud.table.ValidatorRecord.Tally;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** The validators of a run. What they did is counted by addition, with the verdicts. */
public final class ValidatorTable {
    private final DynamoDbClient dynamoDb;
    private final String table;

    public ValidatorTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.validators();
    }

    public Optional<ValidatorRecord> get(Hotkey hotkey) {
        var response =
                dynamoDb.getItem(b -> b.tableName(table).key(key(hotkey)).consistentRead(true));
        return response.hasItem() ? Optional.of(read(response.item())) : Optional.empty();
    }

    /** Every validator that ever registered, read page by page; for operators. */
    public Stream<ValidatorRecord> all() {
        return dynamoDb.scanPaginator(b -> b.tableName(table).consistentRead(true)).items().stream()
                .map(ValidatorTable::read);
    }

    /** Writes a registration down; false if there was another one since {@code before} was read. */
    public boolean register(ValidatorRecord next, Optional<ValidatorRecord> before) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":joining", Item.of(Json.write(next.joining())));
        values.put(":session", Item.of(next.session().hash()));
        values.put(":former", Item.of(next.session().former()));
        values.put(":now", Item.of(next.lastSeen().toEpochMilli()));
        before.ifPresent(known -> values.put(":before", Item.of(known.session().hash())));
        return update(
                next.hotkey(),
                "SET joining = :joining, sessionHash = :session, formerHash = :former, lastSeen = :now",
                before.isPresent() ? "sessionHash = :before" : "attribute_not_exists(hotkey)",
                values);
    }

    /** Writes a heartbeat down; false if the session is not this one any more. */
    public boolean heard(ValidatorRecord validator, Instant now) {
        return update(
                validator.hotkey(),
                "SET lastSeen = :now, formerHash = :none",
                "sessionHash = :session",
                Map.of(
                        ":now", Item.of(now.toEpochMilli()),
                        ":none", Item.of(""),
                        ":session", Item.of(validator.session().hash())));
    }

    /** Adds a verdict that counted to a transaction. */
    public void judged(Transaction transaction, Hotkey hotkey, double seconds) {
        transaction.update(
                "verdict",
                table,
                key(hotkey),
                "ADD verdicts :one, seconds :seconds",
                Map.of(":one", Item.of(1), ":seconds", Item.summand(seconds)));
    }

    /** Adds the news that others outvoted a validator to a transaction. */
    public void overruled(Transaction transaction, Hotkey hotkey) {
        transaction.update(
                "overruled", table, key(hotkey), "ADD overruled :one", Map.of(":one", Item.of(1)));
    }

    private boolean update(Hotkey hotkey, String update, String condition, Map<String, AttributeValue> values) {
        try {
            dynamoDb.updateItem(b -> b.tableName(table)
                    .key(key(hotkey))
                    .updateExpression(update)
                    .conditionExpression(condition)
                    .expressionAttributeValues(values));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private static Map<String, AttributeValue> key(Hotkey hotkey) {
        return Map.of("hotkey", Item.of(hotkey.address()));
    }

    private static ValidatorRecord read(Map<String, AttributeValue> item) {
        return new ValidatorRecord(
                new Hotkey(Item.text(item, "hotkey")),
                Json.read(Item.text(item, "joining"), Joining.class),
                new Session(Item.text(item, "sessionHash"), Item.text(item, "formerHash")),
                Instant.ofEpochMilli(Item.number(item, "lastSeen")),
                new Tally(
                        Item.number(item, "verdicts"),
                        Item.number(item, "overruled"),
                        Item.decimal(item, "seconds")));
    }
}
