package dev.iota.cloud.table;

import dev.iota.cloud.shape.Names;
import dev.iota.core.api.view.AuditLine;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunSample;
import dev.iota.core.api.view.SeriesView.Resolution;
import dev.iota.core.api.view.StageSummary;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * What is kept of a run for those who look at it: what happened, what audits came to, the stages as the sweep found
 * them, and a sample of each sweep. Nothing that the run decides by is here. No item grows, and what is listed is found
 * by the index {@code lists}, the newest first.
 */
public final class ViewTable {
    /** What happened is shown for so long. */
    public static final Duration LISTED = Duration.ofDays(30);

    /** Fine samples are kept for so long. */
    public static final Duration FINE = Duration.ofDays(7);

    private static final String EVENTS = "events";
    private static final String AUDITS = "audits";
    private static final String STAGES = "stages";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Items items;

    public ViewTable(DynamoDbClient dynamoDb, Names names) {
        this.dynamoDb = dynamoDb;
        this.table = names.views();
        this.items = new Items(dynamoDb, table, Set.of("part", "item"));
    }

    /**
     * A page of a list.
     *
     * @param next what the next page comes after; none after the last one
     */
    public record Page<T>(List<T> entries, Optional<String> next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** Adds what happened, unless it is there. */
    public void add(RunEvent event) {
        append(EVENTS, event.id(), event.at(), Json.write(event));
    }

    /** Adds what became of an audit, unless it is there. */
    public void add(AuditLine audit) {
        append(AUDITS, "%s/%s".formatted(audit.audit(), audit.state()), audit.at(), Json.write(audit));
    }

    /** What happened, the newest first. */
    public Page<RunEvent> events(Optional<String> after, int limit, Instant now) {
        return list(EVENTS, after, limit, now, RunEvent.class);
    }

    /** What audits came to, the newest first. */
    public Page<AuditLine> audits(Optional<String> after, int limit, Instant now) {
        return list(AUDITS, after, limit, now, AuditLine.class);
    }

    private void append(String list, String id, Instant at, String json) {
        var item = item(list, id, json);
        item.put("list", Item.of(list));
        item.put("position", Item.of("%014d-%s".formatted(at.toEpochMilli(), id)));
        item.put("expires", Item.of(at.plus(LISTED).getEpochSecond()));
        putOnce(item);
    }

    private <T> Page<T> list(String list, Optional<String> after, int limit, Instant now, Class<T> type) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":list", Item.of(list));
        after.ifPresent(position -> values.put(":after", Item.of(position)));
        var found = items
                .page(
                        b -> b.indexName("lists")
                                .keyConditionExpression(
                                        after.isPresent() ? "#list = :list AND #position < :after" : "#list = :list")
                                .expressionAttributeNames(
                                        after.isPresent()
                                                ? Map.of("#list", "list", "#position", "position")
                                                : Map.of("#list", "list"))
                                .expressionAttributeValues(values)
                                .scanIndexForward(false)
                                .limit(limit),
                        false)
                .stream()
                .filter(item -> Item.number(item, "expires") > now.getEpochSecond())
                .toList();
        // Less than a page: the rest is older than what is shown, or there is none.
        return new Page<>(
                found.stream().flatMap(item -> read(item, type)).toList(),
                found.size() < limit ? Optional.empty() : Optional.of(Item.text(found.getLast(), "position")));
    }

    /** Writes down a stage as it is. */
    public void put(StageSummary stage) {
        dynamoDb.putItem(
                b -> b.tableName(table).item(item(STAGES, "%05d".formatted(stage.stage()), Json.write(stage))));
    }

    /** Every stage, as it was written down last. */
    public List<StageSummary> stages() {
        return dynamoDb
                .queryPaginator(b -> b.tableName(table)
                        .keyConditionExpression("part = :part")
                        .expressionAttributeValues(Map.of(":part", Item.of(STAGES))))
                .items()
                .stream()
                .flatMap(item -> read(item, StageSummary.class))
                .toList();
    }

    /**
     * Adds a sample; the first of an hour is kept for good.
     *
     * @param before the sample before it
     */
    public void add(RunSample sample, Optional<RunSample> before) {
        var fine = item(part(Resolution.FINE, sample.at()), position(sample.at()), Json.write(sample));
        fine.put("expires", Item.of(sample.at().plus(FINE).getEpochSecond()));
        dynamoDb.putItem(b -> b.tableName(table).item(fine));
        var hour = sample.at().truncatedTo(ChronoUnit.HOURS);
        if (before.filter(last -> !last.at().isBefore(hour)).isEmpty()) {
            putOnce(item(part(Resolution.HOUR, hour), position(hour), Json.write(sample)));
        }
    }

    /** The newest sample of this day or the one before, or else the newest that is kept for good. */
    public Optional<RunSample> newestSample(Instant now) {
        return Stream.of(
                        part(Resolution.FINE, now),
                        part(Resolution.FINE, now.minus(Duration.ofDays(1))),
                        part(Resolution.HOUR, now),
                        part(Resolution.HOUR, now.minus(Duration.ofDays(365))))
                .map(this::newestOf)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<RunSample> newestOf(String part) {
        return dynamoDb
                .query(b -> b.tableName(table)
                        .keyConditionExpression("part = :part")
                        .expressionAttributeValues(Map.of(":part", Item.of(part)))
                        .scanIndexForward(false)
                        .limit(1))
                .items()
                .stream()
                .flatMap(item -> read(item, RunSample.class))
                .findFirst();
    }

    /** Samples after a time and not after {@code now}, the oldest first. */
    public List<RunSample> samples(Resolution resolution, Instant since, Instant now, int limit) {
        var found = new ArrayList<RunSample>();
        for (var from = since; !from.isAfter(now) && found.size() < limit; from = nextPart(resolution, from)) {
            var part = part(resolution, from);
            var left = limit - found.size();
            dynamoDb
                    .queryPaginator(b -> b.tableName(table)
                            .keyConditionExpression("part = :part AND #item > :since")
                            .expressionAttributeNames(Map.of("#item", "item"))
                            .expressionAttributeValues(
                                    Map.of(":part", Item.of(part), ":since", Item.of(position(since))))
                            .limit(left))
                    .items()
                    .stream()
                    .limit(left)
                    .flatMap(item -> read(item, RunSample.class))
                    .forEach(found::add);
        }
        return found;
    }

    /** Partitions are cut by time: by day, and of what stays by year. */
    private static String part(Resolution resolution, Instant at) {
        var date = at.atOffset(ZoneOffset.UTC).toLocalDate();
        return switch (resolution) {
            case FINE -> "fine/" + date;
            case HOUR -> "hour/" + date.getYear();
        };
    }

    private static Instant nextPart(Resolution resolution, Instant at) {
        var date = at.atOffset(ZoneOffset.UTC).toLocalDate();
        var next =
                switch (resolution) {
                    case FINE -> date.plusDays(1);
                    case HOUR -> date.withDayOfYear(1).plusYears(1);
                };
        return next.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static String position(Instant at) {
        return "%014d".formatted(at.toEpochMilli());
    }

    private static Map<String, AttributeValue> item(String part, String item, String json) {
        var attributes = new HashMap<String, AttributeValue>();
        attributes.put("part", Item.of(part));
        attributes.put("item", Item.of(item));
        attributes.put("json", Item.of(json));
        return attributes;
    }

    private void putOnce(Map<String, AttributeValue> item) {
        try {
            dynamoDb.putItem(b -> b.tableName(table).item(item).conditionExpression("attribute_not_exists(part)"));
        } catch (ConditionalCheckFailedException e) {
            // It is there: what a handler does twice is written once.
        }
    }

    /** Nothing, if another version wrote it in a form of its own: it is left out of what people look at. */
    private static <T> Stream<T> read(Map<String, AttributeValue> item, Class<T> type) {
        try {
            return Stream.of(Json.read(Item.text(item, "json"), type));
        } catch (MalformedException e) {
            return Stream.empty();
        }
    }
}
