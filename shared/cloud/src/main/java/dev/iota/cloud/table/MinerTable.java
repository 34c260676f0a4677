package dev.iota.cloud.table;

import static java.util.Map.entry;

import dev.iota.cloud.shape.Names;
import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.SlotMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** The miners of a run. Counters change by addition, so that events of one miner need not wait for each other. */
public final class MinerTable {
    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Items items;

    public MinerTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.miners();
        this.items = new Items(dynamoDb, table, Set.of("hotkey"));
    }

    public Optional<MinerRecord> get(Hotkey hotkey) {
        var response = dynamoDb.getItem(
                b -> b.tableName(table).key(MinerItem.key(hotkey)).consistentRead(true));
        return response.hasItem() ? Optional.of(MinerItem.read(response.item())) : Optional.empty();
    }

    /** The newest of what is on record about those that are known, read in batches. */
    public List<MinerRecord> get(Collection<Hotkey> hotkeys) {
        return items.get(hotkeys.stream().map(MinerItem::key).toList(), true).stream()
                .map(MinerItem::read)
                .toList();
    }

    /** Every miner that ever registered, read page by page; for operators. */
    public Stream<MinerRecord> all() {
        return dynamoDb.scanPaginator(b -> b.tableName(table).consistentRead(true)).items().stream()
                .map(MinerItem::read);
    }

    /**
     * Up to {@code limit} of all that ever registered, after one of them, in an order that stays: each is found once,
     * however many join meanwhile.
     */
    public List<MinerRecord> page(Optional<Hotkey> after, int limit) {
        return dynamoDb
                .scan(b -> b.tableName(table)
                        .exclusiveStartKey(after.map(MinerItem::key).orElse(null))
                        .limit(limit))
                .items()
                .stream()
                .map(MinerItem::read)
                .toList();
    }

    /** Up to {@code limit} active miners of a stage, those that follow one in hotkey order. */
    public List<MinerRecord> staffAfter(int stage, Optional<Hotkey> after, int limit) {
        return staff(stage, "hotkey > :from", after.map(Hotkey::address).orElse("0"), limit);
    }

    /** Who is active in a stage, a moment ago, read page by page. */
    public Stream<Hotkey> staffOf(int stage) {
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .indexName("staff")
                        .keyConditionExpression("activeStage = :stage")
                        .expressionAttributeValues(Map.of(":stage", Item.of(Integer.toString(stage)))))
                .items()
                .stream()
                .map(item -> new Hotkey(Item.text(item, "hotkey")));
    }

    /** The active miners of a stage, read page by page. */
    public Stream<MinerRecord> staff(int stage) {
        return items.found(b -> b.indexName("staff")
                        .keyConditionExpression("activeStage = :stage")
                        .expressionAttributeValues(Map.of(":stage", Item.of(Integer.toString(stage)))))
                .map(MinerItem::read)
                .filter(miner -> isStaff(miner, stage));
    }

    private static boolean isStaff(MinerRecord miner, int stage) {
        return miner.active() && miner.stage() == stage;
    }

    /**
     * Up to {@code limit} active miners of a stage: those whose address follows {@code from}, then from the beginning.
     */
    public List<MinerRecord> staff(int stage, String from, int limit) {
        var found = new ArrayList<>(staff(stage, "hotkey >= :from", from, limit));
        if (found.size() < limit) {
            found.addAll(staff(stage, "hotkey < :from", from, limit - found.size()));
        }
        return found;
    }

    private List<MinerRecord> staff(int stage, String range, String from, int limit) {
        // Whoever looks for staff takes it as a hint.
        return items
                .page(
                        b -> b.indexName("staff")
                                .keyConditionExpression("activeStage = :stage AND " + range)
                                .expressionAttributeValues(
                                        Map.of(":stage", Item.of(Integer.toString(stage)), ":from", Item.of(from)))
                                .limit(limit),
                        false)
                .stream()
                .map(MinerItem::read)
                .filter(miner -> isStaff(miner, stage))
                .toList();
    }

    /** Adds a registration to a transaction; {@code before} is what it replaces, unchanged since. */
    public void register(Transaction transaction, MinerRecord next, Optional<MinerRecord> before) {
        var condition = before.isPresent() ? "version = :before" : "attribute_not_exists(hotkey)";
        Map<String, AttributeValue> values =
                before.map(miner -> Map.of(":before", Item.of(miner.version()))).orElse(Map.of());
        transaction.put(MinerChange.label(next.hotkey()), table, MinerItem.write(next), condition, values);
    }

    /** Adds a change to a transaction. */
    public void change(Transaction transaction, MinerChange change) {
        change.addTo(transaction, table);
    }

    /** Makes a change alone; false if a condition of it does not hold. */
    public boolean change(MinerChange change) {
        return update(change).isPresent();
    }

    /** Makes a change alone, and says what is on record then; empty if a condition of it does not hold. */
    public Optional<MinerRecord> changed(MinerChange change) {
        return update(change).map(MinerItem::read);
    }

    private Optional<Map<String, AttributeValue>> update(MinerChange change) {
        return update(change.hotkey(), change.expression(), change.condition(), change.names(), change.values());
    }

    /**
     * What a heartbeat changes.
     *
     * @param signedAt when it was signed
     * @param slots that its miner is given
     * @param conduct with what it made good
     * @param perHop seconds of a hop, as it measured
     * @param busy seconds of its device since its registration, as it says
     * @param moved bytes of objects that it has moved, as it says
     */
    public record Renewal(
            Instant signedAt, int slots, Conduct conduct, double perHop, double busy, long moved, Instant now) {}

    /**
     * Writes down a heartbeat; false if the session is not this one any more, or another heartbeat was written since
     * the miner was read.
     */
    public boolean renew(MinerRecord miner, Renewal renewal) {
        var conduct = renewal.conduct();
        return update(
                miner.hotkey(),
                "ADD version :one SET slots = :slots, secondsPerHop = :perHop, secondsBusy = :busy,"
                        + " lastSeen = :now, moved = :moved, lastMoved = :lastMoved,"
                        + " activeStage = :stage, formerHash = :none,"
                        + " renewed = :renewed, forgiven = :forgiven, worked = :worked, evictions = :evictions,"
                        // An item that an earlier version wrote has none.
                        + " held = if_not_exists(held, :nothing)",
                "sessionHash = :session AND (renewed = :before OR attribute_not_exists(renewed))",
                Map.ofEntries(
                        entry(":one", Item.of(1)),
                        entry(":before", Item.of(miner.load().renewed().toEpochMilli())),
                        entry(":renewed", Item.of(renewal.signedAt().toEpochMilli())),
                        entry(":slots", Item.of(renewal.slots())),
                        entry(":perHop", Item.of(renewal.perHop())),
                        entry(":busy", Item.of(renewal.busy())),
                        entry(":now", Item.of(renewal.now().toEpochMilli())),
                        entry(":moved", Item.of(renewal.moved())),
                        entry(
                                ":lastMoved",
                                Item.of(miner.lastMoved(renewal.moved(), renewal.now())
                                        .toEpochMilli())),
                        entry(":stage", Item.of(Integer.toString(miner.stage()))),
                        entry(":none", Item.of("")),
                        entry(":forgiven", Item.of(conduct.forgiven())),
                        entry(":worked", Item.of(conduct.worked())),
                        entry(":evictions", Item.of(conduct.evictions())),
                        entry(":nothing", MinerItem.slots(Map.of())),
                        entry(":session", Item.of(miner.session().hash()))));
    }

    /**
     * Writes down that a miner has an epoch's weights now: what was accepted from it before belongs to other
     * epochs; false if it said so before, or its session is not this one any more.
     */
    public boolean entered(MinerRecord miner, int epoch) {
        return update(
                miner.hotkey(),
                "ADD version :one SET epoch = :epoch, backwardsBefore = backwards, taken = inFlight,"
                        + " beforeStep = :nothing, resumptions = :resumptions",
                "sessionHash = :session AND epoch < :epoch",
                Map.of(
                        ":one", Item.of(1),
                        ":nothing", Item.of(0),
                        ":epoch", Item.of(epoch),
                        ":resumptions", MinerItem.packed(miner.resumptions().entering(miner.registration(), epoch)),
                        ":session", Item.of(miner.session().hash())));
    }

    /** Takes a silent miner out of its stage's candidates; false if it was heard of since it was read. */
    public boolean deactivate(MinerRecord miner) {
        return update(
                miner.hotkey(),
                "ADD version :one REMOVE activeStage",
                "lastSeen = :seen",
                Map.of(":one", Item.of(1), ":seen", Item.of(miner.lastSeen().toEpochMilli())));
    }

    /**
     * Takes a miner's place: its session ends and it is given nothing; false if it registered again, or has none
     * already.
     */
    public boolean evict(MinerRecord miner, Conduct next) {
        return update(
                miner.hotkey(),
                "ADD version :one SET evictedUntil = :until, evictions = :evictions, conductReason = :reason,"
                        + " sessionHash = :none, formerHash = :none, slots = :zero REMOVE activeStage",
                "registration = :registration AND attribute_not_exists(evictedUntil)",
                Map.of(
                        ":one", Item.of(1),
                        ":zero", Item.of(0),
                        ":until", Item.of(next.evictedUntil().orElseThrow().toEpochMilli()),
                        ":evictions", Item.of(next.evictions()),
                        ":reason", Item.of(next.reason()),
                        ":none", Item.of(""),
                        ":registration", Item.of(miner.registration())));
    }

    /** Forgives a miner everything: an evicted one may register at once; false if there is no such miner. */
    public boolean reinstate(Hotkey hotkey, String reason) {
        return update(
                hotkey,
                "ADD version :one SET conductReason = :reason, suspicion = :none"
                        + " REMOVE evictedUntil, faults, forgiven, evictions",
                "attribute_exists(hotkey)",
                Map.of(":one", Item.of(1), ":reason", Item.of(reason), ":none", Item.of("")));
    }

    /** Corrects the slots in use; false if the miner changed since it was read. */
    public boolean recount(MinerRecord miner, Map<String, SlotMark> held) {
        return update(
                miner.hotkey(),
                "ADD version :one, taken :more SET inFlight = :count, held = :held",
                "version = :before",
                Map.of(
                        ":one", Item.of(1),
                        ":more", Item.of(held.size() - miner.inFlight()),
                        ":count", Item.of(held.size()),
                        ":held", MinerItem.slots(held),
                        ":before", Item.of(miner.version())));
    }

    private boolean update(Hotkey hotkey, String update, String condition, Map<String, AttributeValue> values) {
        return update(hotkey, update, condition, Map.of(), values).isPresent();
    }

    private Optional<Map<String, AttributeValue>> update(
            Hotkey hotkey,
            String update,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        try {
            var response = dynamoDb.updateItem(b -> b.tableName(table)
                    .key(MinerItem.key(hotkey))
                    .returnValues(ReturnValue.ALL_NEW)
                    .updateExpression(update)
                    .conditionExpression(condition)
                    // DynamoDB refuses an empty map.
                    .expressionAttributeNames(names.isEmpty() ? null : names)
                    .expressionAttributeValues(values));
            return Optional.of(response.attributes());
        } catch (ConditionalCheckFailedException e) {
            return Optional.empty();
        }
    }
}
