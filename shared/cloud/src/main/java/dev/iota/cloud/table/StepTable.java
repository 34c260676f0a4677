package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The steps of miners, each recorded once. */
public final class StepTable {
    /** Label of a step in a transaction: its condition is that it is not on record yet. */
    public static final String LABEL = "step";

    private final DynamoDbClient dynamoDb;
    private final String table;

    public StepTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.steps();
    }

    /** How a step is named within its hotkey; names sort like epochs, steps and registrations. */
    public static String name(Event.StepDone step) {
        return ofStep(step.epoch(), step.step()) + "%012d".formatted(step.registration());
    }

    public Optional<StepRecord> get(Hotkey hotkey, String name) {
        var response =
                dynamoDb.getItem(b -> b.tableName(table).key(key(hotkey, name)).consistentRead(true));
        return response.hasItem() ? Optional.of(read(response.item())) : Optional.empty();
    }

    /** The records of one step, under whichever registrations it was made. */
    public Stream<StepRecord> get(Hotkey hotkey, int epoch, int step) {
        return query(hotkey, ofStep(epoch, step));
    }

    /** All steps of a miner in an epoch, read page by page. */
    public Stream<StepRecord> ofEpoch(Hotkey hotkey, int epoch) {
        return query(hotkey, ofEpoch(epoch));
    }

    /** Every step of every miner, read page by page; for operators. */
    public Stream<StepRecord> all() {
        return dynamoDb.scanPaginator(b -> b.tableName(table).consistentRead(true)).items().stream()
                .map(StepTable::read);
    }

    /** Adds a new step to a transaction. */
    public void create(Transaction transaction, StepRecord step) {
        var item = new HashMap<>(key(step.hotkey(), name(step.step())));
        item.put("json", Item.of(step.signed().event()));
        item.put("signature", Item.of(step.signed().signature()));
        item.put("discarded", Item.of(step.discarded()));
        transaction.put(LABEL, table, item, "attribute_not_exists(step)", Map.of());
    }

    /** Marks a step as lost. */
    public void discard(StepRecord step) {
        dynamoDb.updateItem(b -> b.tableName(table)
                .key(key(step.hotkey(), name(step.step())))
                .updateExpression("SET discarded = :true")
                .conditionExpression("attribute_exists(step)")
                .expressionAttributeValues(Map.of(":true", Item.of(true))));
    }

    private Stream<StepRecord> query(Hotkey hotkey, String prefix) {
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .keyConditionExpression("hotkey = :hotkey AND begins_with(step, :prefix)")
                        .expressionAttributeValues(
                                Map.of(":hotkey", Item.of(hotkey.address()), ":prefix", Item.of(prefix)))
                        .consistentRead(true))
                .items()
                .stream()
                .map(StepTable::read);
    }

    private static String ofEpoch(int epoch) {
        return "%06d/".formatted(epoch);
    }

    private static String ofStep(int epoch, int step) {
        return ofEpoch(epoch) + "%08d/".formatted(step);
    }

    private static Map<String, AttributeValue> key(Hotkey hotkey, String name) {
        return Map.of("hotkey", Item.of(hotkey.address()), "step", Item.of(name));
    }

    private static StepRecord read(Map<String, AttributeValue> item) {
        var text = Item.text(item, "json");
        var step = (Event.StepDone) Json.read(text, Event.class);
        var signed = new SignedEvent(new Hotkey(Item.text(item, "hotkey")), text, Item.text(item, "signature"));
        return new StepRecord(signed, step, Item.flag(item, "discarded"));
    }
}
