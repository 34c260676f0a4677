package dev.iota.cloud.table;

import dev.iota.cloud.table.MinerRecord.Holding;
import dev.iota.cloud.table.MinerRecord.Joining;
import dev.iota.cloud.table.MinerRecord.Load;
import dev.iota.cloud.table.MinerRecord.Progress;
import dev.iota.cloud.table.MinerRecord.Session;
import dev.iota.cloud.table.MinerRecord.Traffic;
import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.SlotMark;
import dev.iota.core.step.Resumptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A miner's record as an item: what a registration fixes is packed JSON. Everything else is attributes, since single
 * ones change under conditions and by addition; each is written and read in one place.
 *
 * <p>The beans of DynamoDB's enhanced client would map the same names, but write none of these expressions.
 */
final class MinerItem {
    /**
     * What every miner says: with it an item that holds thirty slots is a kilobyte. It never changes, since items were
     * packed with it.
     */
    private static final byte[] WORDS = """
            {"list":[{"registration":0,"epoch":0,"step":0},{"registration":1,"epoch":1,"step":0}]}\
            {"registration":1,"stage":0,"inbox":"https://sqs.us-east-1.amazonaws.com/000000000000/iota-run-inbox-5",\
            "agent":"0.1.0-SNAPSHOT","device":"cpu(), 1 threads",\
            "secondsBefore":0.0}""".getBytes(StandardCharsets.US_ASCII);

    private MinerItem() {}

    static AttributeValue packed(Resumptions resumptions) {
        return Item.packed(resumptions, WORDS);
    }

    static Map<String, AttributeValue> key(Hotkey hotkey) {
        return Map.of("hotkey", Item.of(hotkey.address()));
    }

    static Map<String, AttributeValue> write(MinerRecord miner) {
        var item = new HashMap<>(key(miner.hotkey()));
        item.put("joining", Item.packed(miner.joining(), WORDS));
        // Conditions name it.
        item.put("registration", Item.of(miner.registration()));
        write(item, miner.session());
        write(item, miner.load());
        if (miner.active()) {
            item.put("activeStage", Item.of(Integer.toString(miner.stage())));
        }
        write(item, miner.progress());
        // What a step admits is compared with it.
        item.put("taken", Item.of(miner.taken()));
        write(item, miner.conduct());
        item.put("suspicion", Item.of(miner.suspicion()));
        item.put("version", Item.of(miner.version()));
        return item;
    }

    static MinerRecord read(Map<String, AttributeValue> item) {
        return new MinerRecord(
                new Hotkey(Item.text(item, "hotkey")),
                Item.unpacked(item, "joining", WORDS, Joining.class),
                session(item),
                load(item),
                progress(item),
                conduct(item),
                Item.text(item, "suspicion"),
                Item.number(item, "version"));
    }

    private static void write(Map<String, AttributeValue> item, Session session) {
        item.put("sessionHash", Item.of(session.hash()));
        item.put("formerHash", Item.of(session.former()));
    }

    private static Session session(Map<String, AttributeValue> item) {
        return new Session(Item.text(item, "sessionHash"), Item.text(item, "formerHash"));
    }

    private static void write(Map<String, AttributeValue> item, Load load) {
        item.put("slots", Item.of(load.slots()));
        item.put("inFlight", Item.of(load.holding().inFlight()));
        item.put("held", slots(load.holding().held()));
        item.put("beforeStep", Item.of(load.holding().beforeStep()));
        item.put("secondsPerHop", Item.of(load.secondsPerHop()));
        item.put("lastSeen", Item.of(load.lastSeen().toEpochMilli()));
        item.put("renewed", Item.of(load.renewed().toEpochMilli()));
        item.put("lapses", Item.of(load.lapses()));
        item.put("moved", Item.of(load.traffic().moved()));
        item.put("lastMoved", Item.of(load.traffic().lastMoved().toEpochMilli()));
    }

    private static Load load(Map<String, AttributeValue> item) {
        return new Load(
                item.containsKey("activeStage"),
                (int) Item.number(item, "slots"),
                holding(item),
                Item.decimal(item, "secondsPerHop"),
                Instant.ofEpochMilli(Item.number(item, "lastSeen")),
                Instant.ofEpochMilli(Item.number(item, "renewed")),
                (int) Item.number(item, "lapses"),
                new Traffic(Item.number(item, "moved"), Instant.ofEpochMilli(Item.number(item, "lastMoved"))));
    }

    private static Holding holding(Map<String, AttributeValue> item) {
        return new Holding(
                (int) Item.number(item, "inFlight"),
                slots(item.getOrDefault("held", slots(Map.of()))),
                Item.number(item, "beforeStep"));
    }

    /** Each slot is an attribute of its own, which a write can change alone. */
    static AttributeValue slots(Map<String, SlotMark> held) {
        return AttributeValue.fromM(held.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, slot -> Item.of(slot.getValue().number()))));
    }

    private static Map<String, SlotMark> slots(AttributeValue held) {
        return held.m().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        slot -> SlotMark.of(Long.parseLong(slot.getValue().n()))));
    }

    private static void write(Map<String, AttributeValue> item, Progress progress) {
        item.put("forwards", Item.of(progress.forwards()));
        item.put("backwards", Item.of(progress.backwards()));
        item.put("hopSeconds", Item.of(progress.hopSeconds()));
        item.put("secondsBusy", Item.of(progress.secondsBusy()));
        item.put("epoch", Item.of(progress.epoch()));
        item.put("backwardsBefore", Item.of(progress.backwardsBefore()));
        item.put("resumptions", packed(progress.resumptions()));
        item.put("lastAccepted", Item.of(progress.lastAccepted().toEpochMilli()));
    }

    private static Progress progress(Map<String, AttributeValue> item) {
        return new Progress(
                Item.number(item, "forwards"),
                Item.number(item, "backwards"),
                Item.decimal(item, "hopSeconds"),
                Item.decimal(item, "secondsBusy"),
                (int) Item.number(item, "epoch"),
                Item.number(item, "backwardsBefore"),
                Item.unpacked(item, "resumptions", WORDS, Resumptions.class),
                Instant.ofEpochMilli(Item.number(item, "lastAccepted")));
    }

    private static void write(Map<String, AttributeValue> item, Conduct conduct) {
        item.put("faults", Item.of(conduct.faults()));
        item.put("forgiven", Item.of(conduct.forgiven()));
        item.put("worked", Item.of(conduct.worked()));
        item.put("evictions", Item.of(conduct.evictions()));
        conduct.evictedUntil().ifPresent(until -> item.put("evictedUntil", Item.of(until.toEpochMilli())));
        item.put("conductReason", Item.of(conduct.reason()));
    }

    private static Conduct conduct(Map<String, AttributeValue> item) {
        return new Conduct(
                Item.decimal(item, "faults"),
                Item.decimal(item, "forgiven"),
                Item.number(item, "worked"),
                (int) Item.number(item, "evictions"),
                item.containsKey("evictedUntil")
                        ? Optional.of(Instant.ofEpochMilli(Item.number(item, "evictedUntil")))
                        : Optional.empty(),
                Item.text(item, "conductReason"));
    }
}
