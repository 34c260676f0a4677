package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.base.Json;
import dev.iota.core.divergence.Vitals;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** The run itself, the number of its registrations, and its newest placements. */
public final class RunTable {
    /** Label of the placements in a transaction. */
    public static final String PLACEMENTS = "placements";

    private static final Map<String, AttributeValue> RUN = Map.of("id", Item.of("run"));
    private static final Map<String, AttributeValue> VITALS = Map.of("id", Item.of("vitals"));
    private static final Map<String, AttributeValue> ADMISSION = Map.of("id", Item.of("admission"));
    private static final Map<String, AttributeValue> VALIDATORS = Map.of("id", Item.of("validators"));
    private static final Map<String, AttributeValue> REFERENCES = Map.of("id", Item.of("references"));
    private static final Map<String, AttributeValue> REGISTRATIONS = Map.of("id", Item.of("registrations"));

    private final DynamoDbClient dynamoDb;
    private final String table;

    public RunTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.runs();
    }

    /** Sets the run up; false if there is one already. */
    public boolean create(RunRecord run) {
        try {
            dynamoDb.putItem(b -> b.tableName(table)
                    .item(Map.of("id", Item.of("run"), "json", Item.of(Json.write(run))))
                    .conditionExpression("attribute_not_exists(id)"));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    public Optional<RunRecord> get() {
        return json(RUN).map(text -> Json.read(text, RunRecord.class));
    }

    /** Writes the run if it is still what {@code before} says; false if it is not. */
    public boolean replace(RunRecord before, RunRecord next) {
        var transaction = new Transaction(dynamoDb);
        replace(transaction, before, next);
        return transaction.commit().committed();
    }

    /** Adds to a transaction that the run is {@code next}, if it is still what {@code before} says. */
    public void replace(Transaction transaction, RunRecord before, RunRecord next) {
        transaction.put(
                "run",
                table,
                Map.of("id", Item.of("run"), "json", Item.of(Json.write(next))),
                "json = :before",
                Map.of(":before", Item.of(Json.write(before))));
    }

    /** The state that an epoch starts from, once it is published. */
    public Optional<Pointer> pointer(int epoch) {
        return json(pointerKey(epoch)).map(text -> Json.read(text, Pointer.class));
    }

    /** Publishes of the state of the first epoch what is there of it; false if somebody else was faster. */
    public boolean publishFirst(Optional<Pointer> before, Pointer next) {
        var transaction = new Transaction(dynamoDb);
        transaction.put(
                "pointer",
                table,
                pointerItem(next),
                before.isPresent() ? "json = :before" : "attribute_not_exists(id)",
                before.map(known -> Map.of(":before", Item.of(Json.write(known))))
                        .orElse(Map.of()));
        return transaction.commit().committed();
    }

    /**
     * Adds to a transaction that the run goes on from {@code next}, if it is still where {@code before} says. What
     * every epoch started from is kept.
     */
    public void flip(Transaction transaction, RunRecord before, Pointer next) {
        flip(transaction, before, before, next);
    }

    /** The same, as the run that {@code changed} says. */
    public void flip(Transaction transaction, RunRecord before, RunRecord changed, Pointer next) {
        replace(transaction, before, changed.at(next.epoch()));
        transaction.put("pointer", table, pointerItem(next));
    }

    private static Map<String, AttributeValue> pointerItem(Pointer pointer) {
        var item = new HashMap<>(pointerKey(pointer.epoch()));
        item.put("json", Item.of(Json.write(pointer)));
        return item;
    }

    private static Map<String, AttributeValue> pointerKey(int epoch) {
        return Map.of("id", Item.of("pointer#" + epoch));
    }

    /** A number that no other registration has or had; they begin with 1. */
    public long nextRegistration() {
        var response = dynamoDb.updateItem(b -> b.tableName(table)
                .key(REGISTRATIONS)
                .updateExpression("ADD registrations :one")
                .expressionAttributeValues(Map.of(":one", Item.of(1)))
                .returnValues(ReturnValue.UPDATED_NEW));
        return Item.number(response.attributes(), "registrations");
    }

    /** Whom the run lets in: everybody until its operator says something else. */
    public AdmissionPolicy admission() {
        return json(ADMISSION)
                .map(text -> Json.read(text, AdmissionPolicy.class))
                .orElse(AdmissionPolicy.OPEN);
    }

    /** Says whom the run lets in from now on. */
    public void admit(AdmissionPolicy policy) {
        var item = new HashMap<>(ADMISSION);
        item.put("json", Item.of(Json.write(policy)));
        dynamoDb.putItem(b -> b.tableName(table).item(item));
    }

    /** Who may validate: nobody until the run's owner says so. */
    public HotkeyList validators() {
        return json(VALIDATORS).map(text -> Json.read(text, HotkeyList.class)).orElse(HotkeyList.NOBODY);
    }

    /** Says who may validate from now on. */
    public void admit(HotkeyList list) {
        var item = new HashMap<>(VALIDATORS);
        item.put("json", Item.of(Json.write(list)));
        dynamoDb.putItem(b -> b.tableName(table).item(item));
    }

    /** For whom the run's owner vouches: nobody until it says so. */
    public HotkeyList references() {
        return json(REFERENCES).map(text -> Json.read(text, HotkeyList.class)).orElse(HotkeyList.NOBODY);
    }

    /** Says for whom the run's owner vouches from now on. */
    public void vouch(HotkeyList list) {
        var item = new HashMap<>(REFERENCES);
        item.put("json", Item.of(Json.write(list)));
        dynamoDb.putItem(b -> b.tableName(table).item(item));
    }

    public Placements placements() {
        return json(Map.of("id", Item.of(PLACEMENTS)))
                .map(text -> Json.read(text, Placements.class))
                .orElse(Placements.NONE);
    }

    /** Adds placements that follow those of the version before to a transaction. */
    public void put(Transaction transaction, Placements next) {
        transaction.put(
                PLACEMENTS,
                table,
                Map.of(
                        "id",
                        Item.of(PLACEMENTS),
                        "json",
                        Item.of(Json.write(next)),
                        "version",
                        Item.of(next.version())),
                "attribute_not_exists(id) OR version = :before",
                Map.of(":before", Item.of(next.version() - 1)));
    }

    /** What a divergence of the run would be found from. */
    public Vitals vitals() {
        return json(VITALS).map(text -> Json.read(text, Vitals.class)).orElse(Vitals.NONE);
    }

    /** Adds vitals that follow those of the version before to a transaction. */
    public void put(Transaction transaction, Vitals next) {
        var item = new HashMap<>(VITALS);
        item.put("json", Item.of(Json.write(next)));
        item.put("version", Item.of(next.version()));
        transaction.put(
                "vitals",
                table,
                item,
                "attribute_not_exists(id) OR version = :before",
                Map.of(":before", Item.of(next.version() - 1)));
    }

    /** Writes vitals that follow those of the version before; false if somebody else was faster. */
    public boolean replace(Vitals next) {
        var transaction = new Transaction(dynamoDb);
        put(transaction, next);
        return transaction.commit().committed();
    }

    private Optional<String> json(Map<String, AttributeValue> key) {
        var response = dynamoDb.getItem(b -> b.tableName(table).key(key).consistentRead(true));
        return response.hasItem() ? Optional.of(Item.text(response.item(), "json")) : Optional.empty();
    }
}
