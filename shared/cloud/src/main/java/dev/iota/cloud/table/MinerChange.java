package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What one transaction changes about one miner, and under which conditions. Collected from several sides, then written
 * once.
 */
public final class MinerChange {
    private final Hotkey hotkey;
    private final Map<String, Double> sums = new HashMap<>();
    private final Map<String, AttributeValue> sets = new HashMap<>();
    private final List<String> conditions = new ArrayList<>(List.of("attribute_exists(hotkey)"));
    private final Map<String, AttributeValue> limits = new HashMap<>();
    private final Set<Long> registrations = new TreeSet<>();
    private boolean leaving;

    public MinerChange(Hotkey hotkey) {
        this.hotkey = hotkey;
    }

    public Hotkey hotkey() {
        return hotkey;
    }

    /** Only if the miner's current registration is this one. */
    public MinerChange under(long number) {
        registrations.add(number);
        return this;
    }

    /** Only if the miner is active and has a free slot. */
    public MinerChange withRoom() {
        conditions.add("attribute_exists(activeStage)");
        conditions.add("inFlight < slots");
        return this;
    }

    /** Only if its epoch's step still admits one of so many forwards. */
    public MinerChange withinStep(int forwards) {
        conditions.add("taken < :forwards");
        limits.put(":forwards", Item.of(forwards));
        return this;
    }

    /** Takes up so many slots more. */
    public MinerChange hold(int more) {
        return add("inFlight", more).add("taken", more);
    }

    /** Counts an accepted forward. */
    public MinerChange forward(double seconds, Instant now) {
        return accepted(seconds, now).add("forwards", 1);
    }

    /** Counts an accepted backward. */
    public MinerChange backward(double seconds, Instant now) {
        return accepted(seconds, now).add("backwards", 1).add("taken", 1);
    }

    private MinerChange accepted(double seconds, Instant now) {
        sets.put("lastAccepted", Item.of(now.toEpochMilli()));
        return add("hopSeconds", seconds);
    }

    /** The miner did something: it is alive, and a candidate of its stage; only if it has a place. */
    public MinerChange heard(int stage, Instant now) {
        conditions.add("attribute_not_exists(evictedUntil)");
        sets.put("lastSeen", Item.of(now.toEpochMilli()));
        sets.put("lapses", Item.of(0));
        sets.put("activeStage", Item.of(Integer.toString(stage)));
        return this;
    }

    /** A lease of the miner ran out; it is the {@code count}-th in a row. */
    public MinerChange lapsed(int count, boolean inactive) {
        sets.put("lapses", Item.of(count));
        leaving = inactive;
        return this;
    }

    /** Counts a fault of the miner, in loads. */
    public MinerChange fault(double loads, String reason) {
        sets.put("conductReason", Item.of(reason));
        return add("faults", loads);
    }

    /** The hops of the miner are audited more often from now on. */
    public MinerChange suspected(String reason) {
        sets.put("suspicion", Item.of(reason));
        return this;
    }

    /** Slots that it takes up more than before. */
    int held() {
        return sums.getOrDefault("inFlight", 0.0).intValue();
    }

    /** Backwards that it counts. */
    int backwards() {
        return sums.getOrDefault("backwards", 0.0).intValue();
    }

    private MinerChange add(String counter, double value) {
        sums.merge(counter, value, Double::sum);
        return this;
    }

    /** Label in a transaction of what happens to this miner. */
    public static String label(Hotkey hotkey) {
        return "miner " + hotkey;
    }

    String condition() {
        var all = new ArrayList<>(conditions);
        registrations.forEach(number -> all.add("registration = :registration" + number));
        return String.join(" AND ", all);
    }

    String expression() {
        var text = new StringBuilder("ADD version :one");
        sums.keySet()
                .forEach(name -> text.append(", ").append(name).append(" :").append(name));
        if (!sets.isEmpty()) {
            text.append(" SET ")
                    .append(String.join(
                            ", ",
                            sets.keySet().stream()
                                    .map(name -> name + " = :" + name)
                                    .toList()));
        }
        return leaving ? text.append(" REMOVE activeStage").toString() : text.toString();
    }

    Map<String, AttributeValue> values() {
        var values = new HashMap<String, AttributeValue>();
        values.put(":one", Item.of(1));
        sums.forEach((name, sum) ->
                values.put(":" + name, sum == Math.rint(sum) ? Item.of(Math.round(sum)) : Item.summand(sum)));
        sets.forEach((name, value) -> values.put(":" + name, value));
        values.putAll(limits);
        registrations.forEach(number -> values.put(":registration" + number, Item.of(number)));
        return values;
    }
}
