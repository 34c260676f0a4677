package dev.iota.cloud;

import dev.iota.core.wire.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Messages that were refused for good, with the reason, for a person to look at. They never stop anybody. */
public final class Quarantine {
    private static final Duration KEPT = Duration.ofDays(7);

    private final DynamoDbClient dynamoDb;
    private final String table;

    public Quarantine(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.quarantine();
    }

    /** A message that was refused. */
    public record Entry(String queue, String id, String body, String reason) {}

    /** Keeps a message; the same one again changes nothing. */
    public void put(Entry entry, Instant now) {
        var body = entry.body();
        dynamoDb.putItem(b -> b.tableName(table)
                .item(Map.of(
                        "queue",
                        Item.of(entry.queue()),
                        "id",
                        Item.of(entry.id()),
                        "body",
                        Item.of(body.substring(0, Math.min(body.length(), Event.MAX_BYTES))),
                        "reason",
                        Item.of(entry.reason()),
                        "at",
                        Item.of(now.toString()),
                        "expires",
                        Item.of(now.plus(KEPT).getEpochSecond()))));
    }

    /** What was refused from a queue, read page by page. */
    public Stream<Entry> of(String queue) {
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .keyConditionExpression("queue = :queue")
                        .expressionAttributeValues(Map.of(":queue", Item.of(queue))))
                .items()
                .stream()
                .map(item -> new Entry(
                        Item.text(item, "queue"),
                        Item.text(item, "id"),
                        Item.text(item, "body"),
                        Item.text(item, "reason")));
    }
}
