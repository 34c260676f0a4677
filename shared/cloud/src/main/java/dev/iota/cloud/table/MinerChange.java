package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.microbatch.SlotMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What one write changes about one miner, and under which conditions. Collected from several sides, then written once,
 * in a transaction or alone.
 */
public final class MinerChange {
    private final Hotkey hotkey;
    private final Map<String, Double> sums = new HashMap<>();
    private final Map<String, AttributeValue> sets = new HashMap<>();
    private final Map<Slot, SlotMark> marks = new HashMap<>();
    private final List<Slot> released = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>(List.of("attribute_exists(hotkey)"));
    private final Map<String, AttributeValue> limits = new HashMap<>();
    private final Set<Long> registrations = new TreeSet<>();
    private final Map<String, String> names = new HashMap<>();
    private final List<String> removed = new ArrayList<>();

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

    /** Takes up a slot that is not in use. */
    public MinerChange take(Slot slot, SlotMark mark) {
        conditions.add("attribute_not_exists(%s)".formatted(held(slot)));
        marks.put(slot, mark);
        return hold(1);
    }

    /** Writes down that the forward of a slot in use is counted; only if what is on record of it is still the same. */
    public MinerChange mark(Slot slot, SlotMark before, SlotMark next) {
        marks.put(slot, next);
        return ifMarked(slot, before);
    }

    /** Gives a slot back; only if what is on record of it is still the same. */
    public MinerChange release(Slot slot, SlotMark before) {
        released.add(slot);
        return ifMarked(slot, before).hold(-1);
    }

    private MinerChange ifMarked(Slot slot, SlotMark mark) {
        var before = ":before" + limits.size();
        conditions.add("%s = %s".formatted(held(slot), before));
        limits.put(before, Item.of(mark.number()));
        return this;
    }

    /** Only if nothing of the miner was written since it was read. */
    public MinerChange ifUnchanged(MinerRecord miner) {
        conditions.add("version = :version");
        limits.put(":version", Item.of(miner.version()));
        return this;
    }

    private String held(Slot slot) {
        var name = "#slot%d_%d".formatted(slot.microbatch(), slot.stage());
        names.put(name, slot.name());
        return "held." + name;
    }

    /** The miner is in another step, which began when it had taken so many microbatches of its epoch. */
    public MinerChange beginsStep(long taken) {
        sets.put("beforeStep", Item.of(taken));
        return this;
    }

    /** Counts a forward whose backward is counted, too, and with it the time of both. */
    public MinerChange forwardBefore() {
        return add("forwards", 1);
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
        if (inactive) {
            removed.add("activeStage");
        }
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

    /** What is on record of its slots afterwards. */
    Map<String, SlotMark> after(Map<String, SlotMark> held) {
        var next = new HashMap<>(held);
        marks.forEach((slot, mark) -> next.put(slot.name(), mark));
        released.forEach(slot -> next.remove(slot.name()));
        return next;
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

    /** In a transaction it may be refused under the {@link #label} of its miner. */
    void addTo(Transaction transaction, String table) {
        transaction.update(label(hotkey), table, MinerItem.key(hotkey), expression(), condition(), names(), values());
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
        var assigned = Stream.concat(
                        sets.keySet().stream().map(name -> name + " = :" + name),
                        marks.entrySet().stream()
                                .map(mark -> "%s = %s".formatted(held(mark.getKey()), name(mark.getValue()))))
                .toList();
        if (!assigned.isEmpty()) {
            text.append(" SET ").append(String.join(", ", assigned));
        }
        var left = Stream.concat(removed.stream(), released.stream().map(this::held))
                .toList();
        if (!left.isEmpty()) {
            text.append(" REMOVE ").append(String.join(", ", left));
        }
        return text.toString();
    }

    private static String name(SlotMark mark) {
        return ":mark%d%s".formatted(mark.version(), mark.forward() ? "counted" : "");
    }

    /** What stands for names of slots in expressions. */
    Map<String, String> names() {
        return names;
    }

    Map<String, AttributeValue> values() {
        var values = new HashMap<String, AttributeValue>();
        values.put(":one", Item.of(1));
        sums.forEach((name, sum) ->
                values.put(":" + name, sum == Math.rint(sum) ? Item.of(Math.round(sum)) : Item.summand(sum)));
        sets.forEach((name, value) -> values.put(":" + name, value));
        marks.values().forEach(mark -> values.put(name(mark), Item.of(mark.number())));
        values.putAll(limits);
        registrations.forEach(number -> values.put(":registration" + number, Item.of(number)));
        return values;
    }
}
