package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * What callers did in the last minutes. Every item is of one minute, which its key names, so one that the table has not
 * deleted yet is never met again. What is refused is not written.
 */
public final class CallTable {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final DynamoDbClient dynamoDb;
    private final String table;

    public CallTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.calls();
    }

    /** What became of a call. */
    public enum Entry {
        ACCEPTED,
        /** Its nonce was used before. */
        REPEATED,
        /** Its hotkey called too often in this minute. */
        TOO_MANY
    }

    /** What was counted of a hotkey in a minute. */
    public record Sum(long events, long bytes) {}

    /** How long it is until the next minute. */
    public static Duration untilNext(Instant now) {
        return Duration.ofMillis(MINUTE.toMillis() - Math.floorMod(now.toEpochMilli(), MINUTE.toMillis()));
    }

    /**
     * Remembers a call's nonce, once. The nonces of a hotkey in a minute of the signed time are one set, whose size is
     * the number of its calls; a repeated call names the same minute, since its signature covers the time.
     *
     * @param kind of the calls that are counted together
     * @param limit calls of this kind that the hotkey has in a minute
     */
    public Entry enter(SignedRequest request, String kind, int limit) {
        var signed = Instant.ofEpochMilli(request.time());
        var key = key("nonces", request.hotkey() + "#" + kind, signed);
        var nonce = Item.of(request.nonce());
        try {
            dynamoDb.updateItem(b -> b.tableName(table)
                    .key(key)
                    .updateExpression("ADD nonces :nonces SET expires = :expires")
                    .conditionExpression(
                            "attribute_not_exists(id) OR (NOT contains(nonces, :nonce) AND size(nonces) < :limit)")
                    .expressionAttributeValues(Map.of(
                            ":nonces", AttributeValue.fromSs(List.of(request.nonce())),
                            ":nonce", nonce,
                            ":limit", Item.of(limit),
                            // Until no request of this minute is timely any more.
                            ":expires", Item.of(request.expires().plus(MINUTE).getEpochSecond() + 1))));
            return Entry.ACCEPTED;
        } catch (ConditionalCheckFailedException e) {
            var item = dynamoDb.getItem(b -> b.tableName(table).key(key).consistentRead(true))
                    .item();
            return item.containsKey("nonces") && item.get("nonces").ss().contains(request.nonce())
                    ? Entry.REPEATED
                    : Entry.TOO_MANY;
        }
    }

    /** Counts one more call from an address; false if it had {@code limit} in this minute already. */
    public boolean call(String address, int limit, Instant now) {
        try {
            dynamoDb.updateItem(b -> b.tableName(table)
                    .key(key("address", address, now))
                    .updateExpression("ADD calls :one SET expires = :expires")
                    .conditionExpression("attribute_not_exists(id) OR calls < :limit")
                    .expressionAttributeValues(
                            Map.of(":one", Item.of(1), ":limit", Item.of(limit), ":expires", expires(now))));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /** Counts an event of a hotkey; what it had in this minute, with this one. */
    public Sum event(Hotkey hotkey, long bytes, Instant now) {
        var item = dynamoDb.updateItem(b -> b.tableName(table)
                        .key(key("events", hotkey.address(), now))
                        .updateExpression("ADD events :one, eventBytes :bytes SET expires = :expires")
                        .expressionAttributeValues(
                                Map.of(":one", Item.of(1), ":bytes", Item.of(bytes), ":expires", expires(now)))
                        .returnValues(ReturnValue.ALL_NEW))
                .attributes();
        return new Sum(Item.number(item, "events"), Item.number(item, "eventBytes"));
    }

    private static Map<String, AttributeValue> key(String what, String of, Instant at) {
        return Map.of("id", Item.of("%s#%s#%d".formatted(what, of, at.getEpochSecond() / MINUTE.toSeconds())));
    }

    /** When the minute is over. */
    private static AttributeValue expires(Instant at) {
        return Item.of(at.plus(MINUTE).getEpochSecond() + 1);
    }
}
