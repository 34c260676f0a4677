package dev.iota.cloud.count;

import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.HeldOutMeasured;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Why services are called, in the words of the counts. */
public final class Causes {
    /** A hop that was done, and what follows from it: the next one, also the end and the start of a microbatch. */
    public static final String HOP = "hop";

    /** An optimiser step that is told. */
    public static final String STEP = "step";

    /** A timer that guards a lease. */
    public static final String LEASE = "lease";

    /** A timer that looks at a phase of an epoch. */
    public static final String PHASE = "phase";

    /** The end of an epoch: uploads, shards, weights that are loaded. */
    public static final String EPOCH = "epoch";

    /** An audit: its lease, its verdict, and the heartbeats of who does it. */
    public static final String AUDIT = "audit";

    public static final String REGISTRATION = "registration";

    /** A heartbeat, whatever it says. */
    public static final String HEARTBEAT = "heartbeat";

    /** A heartbeat of a miner that has no work. */
    public static final String IDLE = "idle heartbeat";

    /** A heartbeat of a miner that has work. */
    public static final String BUSY = "busy heartbeat";

    public static final String STATUS = "status";
    public static final String SWEEP = "sweep";

    /** A batch of events; each of them has a cause of its own. */
    public static final String EVENTS = "events";

    /** A batch of timers; each of them has a cause of its own. */
    public static final String TIMERS = "timers";

    /** Reading an inbox; each message has a cause of its own. */
    public static final String INBOX = "inbox";

    /** Looking into a queue that turns out to be empty. */
    public static final String WAITING = "waiting";

    /** A microbatch that went through all stages and back: what costs are compared with. */
    public static final String MICROBATCH = "microbatch";

    /** An epoch that was published. */
    public static final String PUBLISHED = "published epoch";

    private static final Map<String, String> FUNCTIONS = Map.of(
            "Register", REGISTRATION,
            "Renew", HEARTBEAT,
            "Status", STATUS,
            "Upload", EPOCH,
            "Validate", AUDIT,
            "Epoch", EPOCH,
            "MergeShard", EPOCH,
            "Events", EVENTS,
            "Timers", TIMERS,
            "Sweep", SWEEP);

    /** By what the wire calls events and work. */
    private static final Map<String, List<String>> WORDS = Map.of(
            HOP,
            List.of("forward", "backward", "forwardDone", "backwardDone", "inputBad", "refused"),
            STEP,
            List.of("stepDone"),
            AUDIT,
            List.of("audit", "auditJudged", "auditFailed", "heldOut", "heldOutMeasured"));

    private Causes() {}

    /** Of an invocation, by the logical name of its function. */
    public static String ofFunction(String name) {
        return FUNCTIONS.getOrDefault(name, name.toLowerCase(Locale.ROOT));
    }

    /** Of an event that is handled. */
    public static String of(Event event) {
        return switch (event) {
            case Event.OfHop hop -> HOP;
            case Event.StepDone step -> STEP;
            case AuditEvent verdict -> AUDIT;
            case HeldOutMeasured measured -> AUDIT;
            case Event.UploadStored stored -> EPOCH;
            case Event.OfShard shard -> EPOCH;
            case Event.MergeMoved moved -> EPOCH;
        };
    }

    /** Of a message, by the word that it says its type with. */
    public static String ofType(String word) {
        return WORDS.entrySet().stream()
                .filter(entry -> entry.getValue().contains(word))
                .map(Map.Entry::getKey)
                .findAny()
                .orElse(EPOCH);
    }
}
