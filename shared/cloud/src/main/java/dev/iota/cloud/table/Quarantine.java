package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Quarantined;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Records that were refused for good, kept for a while for a person to look at. They never stop anybody.
 *
 * <p>A flood cannot fill the table: a record takes the slot that its hash says, of those of its source and of its
 * miner's group, and replaces what was there. So a source has at most 256 × 256 records of proven miners and 4 096 of
 * others, of about a kilobyte each, and one miner's rubbish leaves the records of other groups alone. The same record
 * again changes nothing but its time.
 */
public final class Quarantine {
    private static final Duration KEPT = Duration.ofDays(7);

    /** Hexadecimal digits of a hash: 256 groups of miners, 256 slots each. */
    private static final int GROUP = 2;

    private static final int SLOT = 2;

    /** Whoever is not proven shares these with all others. */
    private static final int SLOT_OF_ANYBODY = 3;

    private final DynamoDbClient dynamoDb;
    private final String table;

    public Quarantine(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.quarantine();
    }

    /** Keeps a record. */
    public void put(Quarantined record) {
        dynamoDb.putItem(b -> b.tableName(table)
                .item(Map.of(
                        "queue",
                        Item.of(record.source()),
                        "id",
                        Item.of(slot(record)),
                        "json",
                        Item.of(Json.write(record)),
                        "expires",
                        Item.of(record.at().plus(KEPT).getEpochSecond()))));
    }

    static String slot(Quarantined record) {
        var group = record.miner().map(Hotkey::address).map(Sha256::hex).map(hash -> hash.substring(0, GROUP));
        var digits = group.isPresent() ? SLOT : SLOT_OF_ANYBODY;
        return group.orElse("any") + "-" + record.sha256().substring(0, digits);
    }

    /** What was refused from a source and is not past its time, read page by page. */
    public Stream<Quarantined> of(String source, Instant now) {
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .keyConditionExpression("queue = :queue")
                        .filterExpression("expires > :now")
                        .expressionAttributeValues(
                                Map.of(":queue", Item.of(source), ":now", Item.of(now.getEpochSecond()))))
                .items()
                .stream()
                .map(item -> Json.read(Item.text(item, "json"), Quarantined.class));
    }

    /** Everything that was refused and is not past its time, read page by page; for operators. */
    public Stream<Quarantined> all(Instant now) {
        return dynamoDb
                .scanPaginator(b -> b.tableName(table)
                        .filterExpression("expires > :now")
                        .expressionAttributeValues(Map.of(":now", Item.of(now.getEpochSecond()))))
                .items()
                .stream()
                .map(item -> Json.read(Item.text(item, "json"), Quarantined.class));
    }
}
