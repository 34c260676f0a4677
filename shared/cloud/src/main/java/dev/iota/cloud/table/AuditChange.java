package dev.iota.cloud.table;

import dev.iota.core.api.AuditCounts;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** By how much one write changes the counts of audits. */
public final class AuditChange {
    private final Map<String, Double> sums = new TreeMap<>();

    /** One more is drawn, with so much evidence. */
    public AuditChange drawn(long evidenceBytes) {
        return add("drawn", 1).add("evidenceBytes", (double) evidenceBytes);
    }

    public AuditChange passed() {
        return add("passed", 1);
    }

    public AuditChange confirmed() {
        return add("confirmed", 1);
    }

    public AuditChange disputed() {
        return add("disputed", 1);
    }

    public AuditChange lapsed() {
        return add("lapsed", 1);
    }

    /** Its tokens are not those of the data plan. */
    public AuditChange otherData() {
        return add("otherData", 1);
    }

    /** A validator was busy for so long. */
    public AuditChange validator(double seconds) {
        return add("validatorSeconds", seconds);
    }

    /** The miner of a hop was busy for so long with it. */
    public AuditChange miner(double seconds) {
        return add("minerSeconds", seconds);
    }

    private AuditChange add(String count, double value) {
        sums.merge(count, value, Double::sum);
        return this;
    }

    Map<String, Double> sums() {
        return Map.copyOf(sums);
    }

    /** What the changes so far come to, of all shards together. */
    static AuditCounts total(Stream<Map<String, AttributeValue>> ofShards) {
        return ofShards.map(AuditChange::counted).reduce(AuditCounts.NONE, AuditChange::sum);
    }

    private static AuditCounts counted(Map<String, AttributeValue> item) {
        var drawn = Item.number(item, "drawn");
        var passed = Item.number(item, "passed");
        var confirmed = Item.number(item, "confirmed");
        var lapsed = Item.number(item, "lapsed");
        return new AuditCounts(
                drawn,
                drawn - passed - confirmed - lapsed,
                passed,
                confirmed,
                Item.number(item, "disputed"),
                lapsed,
                Item.decimal(item, "validatorSeconds"),
                Item.decimal(item, "minerSeconds"),
                Item.number(item, "evidenceBytes"),
                Item.number(item, "otherData"));
    }

    private static AuditCounts sum(AuditCounts one, AuditCounts other) {
        return new AuditCounts(
                one.drawn() + other.drawn(),
                one.open() + other.open(),
                one.passed() + other.passed(),
                one.confirmed() + other.confirmed(),
                one.disputed() + other.disputed(),
                one.lapsed() + other.lapsed(),
                one.validatorSeconds() + other.validatorSeconds(),
                one.minerSeconds() + other.minerSeconds(),
                one.evidenceBytes() + other.evidenceBytes(),
                one.otherData() + other.otherData());
    }
}
