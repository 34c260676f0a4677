package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.api.AuditCounts;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * The audits of a run, and what about them is looked for: which wait for a validator of which stage, who has which,
 * whose time is over, how many there are, and whom they were confirmed against.
 */
public final class AuditTable {
    /** Label of the audit in a transaction: its condition is that nobody wrote it in between. */
    public static final String LABEL = "audit";

    /** Of what waits a validator is given the first few. */
    private static final int PAGE = 20;

    /** Milliseconds to which deadlines are cut in the index, so that a lease that is extended stays where it is. */
    private static final long COARSE = 15_000;

    private static final String AUDIT = "audit";
    private static final String COUNTS = "counts";
    private static final byte[] NO_WORDS = new byte[0];

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final int shards;
    private final Items items;

    /** @param shards see {@link dev.iota.core.run.RunSpec#indexShards} */
    public AuditTable(DynamoDbClient dynamoDb, Names names, int shards) {
        this.dynamoDb = dynamoDb;
        this.table = names.audits();
        this.shards = shards;
        this.items = new Items(dynamoDb, table, Set.of("id", "item"));
    }

    /** Number of partitions that counts and deadlines are spread over. */
    public int shards() {
        return shards;
    }

    /** The newest state. */
    public Optional<Audit> get(String id) {
        var response =
                dynamoDb.getItem(b -> b.tableName(table).key(key(id, AUDIT)).consistentRead(true));
        return response.hasItem() ? Optional.of(read(response.item())) : Optional.empty();
    }

    /** Adds an audit that was just drawn to a transaction, and counts it. */
    public void create(Transaction transaction, Audit fresh) {
        transaction.put(LABEL, table, write(fresh), "attribute_not_exists(id)", Map.of());
        count(transaction, fresh, new AuditChange().drawn(fresh.evidence().bytes()));
    }

    /** Adds the audit that follows the version before it to a transaction. */
    public void put(Transaction transaction, Audit next) {
        transaction.put(LABEL, table, write(next), "version = :before", before(next));
    }

    /** Writes the audit that follows the version before it; false if somebody else was faster. */
    public boolean replace(Audit next) {
        try {
            dynamoDb.putItem(b -> b.tableName(table)
                    .item(write(next))
                    .conditionExpression("version = :before")
                    .expressionAttributeValues(before(next)));
            return true;
        } catch (ConditionalCheckFailedException | TransactionConflictException e) {
            return false;
        }
    }

    private static Map<String, AttributeValue> before(Audit next) {
        return Map.of(":before", Item.of(next.version() - 1));
    }

    /** Adds to a transaction that the counts of the audit's epoch and of the run change. */
    public void count(Transaction transaction, Audit audit, AuditChange change) {
        var sums = change.sums();
        if (sums.isEmpty()) {
            return;
        }
        var values = new HashMap<String, AttributeValue>();
        sums.forEach((name, sum) ->
                values.put(":" + name, sum == Math.rint(sum) ? Item.of(Math.round(sum)) : Item.summand(sum)));
        var expression = "ADD "
                + String.join(
                        ", ",
                        sums.keySet().stream()
                                .sorted()
                                .map(name -> name + " :" + name)
                                .toList());
        var shard = Integer.toString(shardOf(audit));
        transaction.update("counts", table, key(COUNTS, shard), expression, values);
        transaction.update("epoch counts", table, key(counts(audit.subject().epoch()), shard), expression, values);
    }

    /** Adds to a transaction that miners were found wrong. */
    public void confirm(Transaction transaction, Audit confirmed) {
        for (var hotkey : confirmed.accused()) {
            var item = new HashMap<>(
                    key(failures(confirmed.subject().epoch()), "%s/%s".formatted(confirmed.id(), hotkey)));
            item.put("subject", Item.of(hotkey.address()));
            transaction.put("confirmed", table, item);
        }
    }

    /** Whom audits of work of an epoch were confirmed against, once for each audit. */
    public List<Hotkey> failed(int epoch) {
        return query(failures(epoch))
                .map(item -> new Hotkey(Item.text(item, "subject")))
                .toList();
    }

    /** Whether every audit that was drawn of an epoch is decided, one way or the other. */
    public boolean isSettled(int epoch) {
        return AuditChange.total(query(counts(epoch))).open() == 0;
    }

    /** What became of all audits so far. */
    public AuditCounts counts() {
        return AuditChange.total(query(COUNTS));
    }

    /** Where audits of a stage wait. */
    public enum Queue {
        /** A validator had them already: they are suspect, or disputed, or came back. */
        AGAIN,
        /** No validator had them yet. */
        FRESH
    }

    /**
     * Those of a stage that wait for a validator: first those that one had already, each queue the longest waiting
     * first, read page by page.
     */
    public Stream<Audit> waiting(int stage) {
        return at(waitingPlace(stage));
    }

    /** Those of one queue, in the same order. */
    public Stream<Audit> waiting(int stage, Queue queue) {
        return waiting(stage).filter(audit -> queue(audit) == queue);
    }

    /** Those that this validator has a lease for. */
    public List<Audit> leasedTo(Hotkey validator) {
        return at(leasedPlace(validator)).toList();
    }

    /** The stages of those that this validator has a lease for, a moment ago. */
    public List<Integer> stagesLeasedTo(Hotkey validator) {
        return dynamoDb.query(b -> in(b.tableName(table), leasedPlace(validator))).items().stream()
                .map(item -> Item.text(item, "since"))
                .map(since -> Integer.parseInt(since.substring(0, since.indexOf('-'))))
                .toList();
    }

    private Stream<Audit> at(String place) {
        return items.found(b -> in(b, place))
                .map(AuditTable::read)
                .filter(audit -> !audit.state().isFinal() && place(audit).equals(place));
    }

    private static QueryRequest.Builder in(QueryRequest.Builder query, String place) {
        return query.indexName("places")
                .keyConditionExpression("place = :place")
                .limit(PAGE)
                .expressionAttributeValues(Map.of(":place", Item.of(place)));
    }

    /** Those of one shard whose lease, patience or evidence is due, the longest overdue first, read page by page. */
    public Stream<Audit> overdue(int shard, Instant now) {
        return items.found(b -> b.indexName("deadlines")
                        .keyConditionExpression("deadlineShard = :shard AND deadline <= :now")
                        .expressionAttributeValues(Map.of(
                                ":shard", Item.of(Integer.toString(shard)), ":now", Item.of(now.toEpochMilli()))))
                .map(AuditTable::read)
                .filter(audit -> hasDeadline(audit) && !audit.place().deadline().isAfter(now));
    }

    private static boolean hasDeadline(Audit audit) {
        return !audit.state().isFinal() || audit.place().evidenceKept();
    }

    /** Every audit, read page by page; for operators. */
    public Stream<Audit> all() {
        return dynamoDb
                .scanPaginator(b -> b.tableName(table)
                        .consistentRead(true)
                        .filterExpression("#item = :audit")
                        .expressionAttributeNames(Map.of("#item", "item"))
                        .expressionAttributeValues(Map.of(":audit", Item.of(AUDIT))))
                .items()
                .stream()
                .map(AuditTable::read);
    }

    private Stream<Map<String, AttributeValue>> query(String id) {
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .keyConditionExpression("id = :id")
                        .expressionAttributeValues(Map.of(":id", Item.of(id)))
                        .consistentRead(true))
                .items()
                .stream();
    }

    private Map<String, AttributeValue> write(Audit audit) {
        var item = new HashMap<>(key(audit.id(), AUDIT));
        item.put("json", Item.packed(audit, NO_WORDS));
        item.put("version", Item.of(audit.version()));
        if (hasDeadline(audit)) {
            item.put("deadlineShard", Item.of(Integer.toString(shardOf(audit))));
            var due = audit.place().deadline().toEpochMilli();
            item.put("deadline", Item.of(due - Math.floorMod(due, COARSE)));
        }
        if (!audit.state().isFinal()) {
            item.put("place", Item.of(place(audit)));
            // Within its place: by stage where it is leased, by queue where it waits.
            var part = audit.state() == State.LEASED ? audit.subject().stage() : queue(audit) == Queue.AGAIN ? 0 : 1;
            var since = audit.place().since().toEpochMilli();
            item.put("since", Item.of("%d-%014d-%s".formatted(part, since, audit.id())));
        }
        return item;
    }

    private static String place(Audit audit) {
        return audit.state() == State.LEASED
                ? leasedPlace(audit.issued().getLast().validator())
                : waitingPlace(audit.subject().stage());
    }

    private static Queue queue(Audit audit) {
        return audit.issued().isEmpty() ? Queue.FRESH : Queue.AGAIN;
    }

    private static String waitingPlace(int stage) {
        return "waiting/%d".formatted(stage);
    }

    private static String leasedPlace(Hotkey validator) {
        return "leased/" + validator;
    }

    private int shardOf(Audit audit) {
        return Math.floorMod(audit.id().hashCode(), shards);
    }

    private static String counts(int epoch) {
        return "%s#%06d".formatted(COUNTS, epoch);
    }

    private static String failures(int epoch) {
        return "failed#%06d".formatted(epoch);
    }

    private static Map<String, AttributeValue> key(String id, String item) {
        return Map.of("id", Item.of(id), "item", Item.of(item));
    }

    private static Audit read(Map<String, AttributeValue> item) {
        return Item.unpacked(item, "json", NO_WORDS, Audit.class);
    }
}
