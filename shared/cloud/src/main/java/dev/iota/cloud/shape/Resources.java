package dev.iota.cloud.shape;

import static dev.iota.cloud.shape.KeyShape.number;
import static dev.iota.cloud.shape.KeyShape.text;

import dev.iota.core.wire.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Shapes of everything that a run needs in the cloud: the stack deploys them, the embedded cloud makes them, and
 * neither adds any.
 *
 * @param tables tables
 * @param queues queues; a dead-letter queue stands before the queue that uses it
 * @param buckets buckets
 * @param functions functions
 * @param eventSources which queue invokes which function
 * @param schedules what is invoked by the clock
 * @param routes routes of the HTTP API
 * @param stateMachines state machines; one that another one starts stands before it
 */
public record Resources(
        List<TableShape> tables,
        List<QueueShape> queues,
        List<BucketShape> buckets,
        List<FunctionShape> functions,
        List<EventSource> eventSources,
        List<ScheduleShape> schedules,
        List<RouteShape> routes,
        List<StateMachineShape> stateMachines) {

    /** Objects below this prefix cross a stage boundary once and are then of no use. */
    public static final String HOP_PREFIX = "hop/";

    /** Objects below this prefix are of use in one round of a merge: plans, and what miners say that shards are. */
    public static final String ROUND_PREFIX = "round/";

    /** Objects below this prefix show what a miner did wrong. */
    public static final String EVIDENCE_PREFIX = "evidence/";

    /** Whoever was found wrong may want to object. */
    private static final int EVIDENCE_DAYS = 30;

    /** Rounds are over in minutes; what is left of one is for people who look into it. */
    private static final int ROUND_DAYS = 14;

    /** Logical name of the state machine of an epoch. */
    public static final String EPOCH_MACHINE = "Epoch";

    /** Longest that SQS keeps a message: dead letters wait for a person. */
    private static final Duration LONGEST_RETENTION = Duration.ofDays(14);

    /** An orchestrator that is down over a long weekend loses nothing. */
    private static final Duration RETENTION = Duration.ofDays(4);

    /**
     * AWS advises six times the timeout of the function that reads the queue, so that a slow batch is not delivered
     * twice.
     */
    private static final int VISIBILITY_TIMEOUTS = 6;

    /** A message that failed five times will fail again; it must not go on costing invocations. */
    private static final int MAX_RECEIVE_COUNT = 5;

    /**
     * Most messages of one invocation. Where thousands wait, each takes longer, since it meets others at its items: ten
     * of them took three quarters of an invocation's time (the simulator's {@code 10k}).
     */
    public static final int BATCH_SIZE = 5;

    /** A whole CPU: handlers verify signatures, and latency is what a miner waits for. */
    public static final int MEMORY_MB = 1769;

    private static final Duration API_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SWEEP_TIMEOUT = Duration.ofSeconds(50);
    /** Going through two thousand shards and all uploads of a stage. */
    private static final Duration EPOCH_TIMEOUT = Duration.ofSeconds(60);

    /** Slices of shards are cut to take less than five minutes. */
    private static final Duration MERGE_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration SWEEP_RATE = Duration.ofMinutes(1);

    /** A miner that does not delete within this time has died or lost the message; its work has a lease of its own. */
    private static final Duration INBOX_VISIBILITY = Duration.ofSeconds(60);

    /** Leases are shorter than this: what lies longer in an inbox is of no use any more. */
    private static final Duration INBOX_RETENTION = Duration.ofHours(1);

    public Resources {
        tables = List.copyOf(tables);
        queues = List.copyOf(queues);
        buckets = List.copyOf(buckets);
        functions = List.copyOf(functions);
        eventSources = List.copyOf(eventSources);
        schedules = List.copyOf(schedules);
        routes = List.copyOf(routes);
        stateMachines = List.copyOf(stateMachines);
        var known = functions.stream().map(FunctionShape::name).toList();
        eventSources.forEach(source -> requireFunction(known, source.function(), "the queue " + source.queue()));
        schedules.forEach(schedule -> requireFunction(known, schedule.function(), "a schedule"));
        routes.forEach(route -> requireFunction(known, route.function(), "the route " + route.key()));
        var targets = new ArrayList<>(known);
        for (var machine : stateMachines) {
            machine.substitutions()
                    .values()
                    .forEach(target -> requireFunction(targets, target, "the state machine " + machine.name()));
            targets.add(machine.name());
        }
    }

    private static void requireFunction(List<String> known, String function, String user) {
        if (!known.contains(function)) {
            throw new IllegalArgumentException(
                    "%s invokes the function '%s', which is not among %s".formatted(user, function, known));
        }
    }

    /** The shapes of a run's resources. */
    public static Resources of(Names names) {
        return new Resources(
                tablesOf(names),
                queuesOf(names),
                List.of(
                        new BucketShape(
                                names.objects(),
                                List.of(
                                        new LifecycleRule(HOP_PREFIX, 1),
                                        new LifecycleRule(ROUND_PREFIX, ROUND_DAYS),
                                        new LifecycleRule(EVIDENCE_PREFIX, EVIDENCE_DAYS))),
                        new BucketShape(names.page(), List.of())),
                lambdas(),
                List.of(
                        new EventSource(names.events(), "Events", BATCH_SIZE, Duration.ZERO),
                        new EventSource(names.timers(), "Timers", BATCH_SIZE, Duration.ZERO),
                        // A slice of a shard takes minutes; a batch of them would take too long.
                        new EventSource(names.merges(), "MergeShard", 1, Duration.ZERO)),
                List.of(new ScheduleShape("Sweep", SWEEP_RATE)),
                List.of(
                        new RouteShape("POST", "/v1/register", "Register"),
                        new RouteShape("POST", "/v1/renew", "Renew"),
                        new RouteShape("POST", "/v1/upload", "Upload"),
                        new RouteShape("POST", "/v1/validate", "Validate"),
                        new RouteShape("GET", "/v1/status", "Status"),
                        // One route for all that anybody may see: one limit for all of it, and its own words for what
                        // there is not.
                        new RouteShape("GET", "/v1/{view+}", "Read")),
                List.of(new StateMachineShape(EPOCH_MACHINE, definition("epoch"), Map.of("EpochFunction", "Epoch"))));
    }

    /** The same, swept at another rate: where a sweep costs next to nothing, a run is seen as it is. */
    public Resources sweptEvery(Duration rate) {
        return new Resources(
                tables,
                queues,
                buckets,
                functions,
                eventSources,
                schedules.stream()
                        .map(schedule -> schedule.function().equals("Sweep")
                                ? new ScheduleShape(schedule.function(), rate)
                                : schedule)
                        .toList(),
                routes,
                stateMachines);
    }

    /** Shape of the inbox with this name; inboxes are made when miners register, not with the stack. */
    public static QueueShape inbox(String name) {
        return new QueueShape(name, INBOX_VISIBILITY, INBOX_RETENTION, null);
    }

    private static List<TableShape> tablesOf(Names names) {
        return List.of(
                // The run, its feeds and progress, and what each epoch starts from: a handful of items.
                new TableShape(names.runs(), text("id"), null, List.of(), null),
                // A miner is in `staff` only while it is active.
                new TableShape(
                        names.miners(),
                        text("hotkey"),
                        null,
                        List.of(new IndexShape("staff", text("activeStage"), text("hotkey"))),
                        null),
                // Shards spread one run's microbatches over partitions. An item is in an index only while it is open,
                // and in the other one only while it waits for a miner of a stage.
                new TableShape(
                        names.microbatches(),
                        text("shard"),
                        number("id"),
                        List.of(
                                new IndexShape("open", text("openShard"), number("id")),
                                new IndexShape("waiting", text("place"), text("since"))),
                        null),
                new TableShape(names.steps(), text("hotkey"), text("step"), List.of(), null),
                // Which backwards were accepted from a miner, and which step holds each.
                new TableShape(names.applied(), text("hotkey"), text("id"), List.of(), "expires"),
                // An epoch's stages, uploads and shards, each an item; the epochs themselves under one key, to be
                // listed.
                new TableShape(names.epochs(), text("epoch"), text("item"), List.of(), null),
                // An audit, one item; its place is the queue of a stage in which it waits, or the validator that has
                // it.
                // The counts of an epoch and those of the run are items of their own, as are the confirmed ones.
                new TableShape(
                        names.audits(),
                        text("id"),
                        text("item"),
                        List.of(
                                new IndexShape("deadlines", text("deadlineShard"), number("deadline")),
                                new IndexShape("places", text("place"), text("since"))),
                        null),
                new TableShape(names.validators(), text("hotkey"), null, List.of(), null),
                // The nonces of a minute, and counts of a minute: forgotten when the minute is over.
                new TableShape(names.calls(), text("id"), null, List.of(), "expires"),
                // What people look at: what happened, samples of the run, its stages. Only what is listed is in the
                // index.
                new TableShape(
                        names.views(),
                        text("part"),
                        text("item"),
                        List.of(new IndexShape("lists", text("list"), text("position"))),
                        "expires"),
                // Events that were refused for good, kept for a person to look at.
                new TableShape(names.quarantine(), text("queue"), text("id"), List.of(), "expires"));
    }

    private static List<QueueShape> queuesOf(Names names) {
        return List.of(
                deadLettersOf(names.events()),
                handled(names.events()).withMessagesUpTo(Event.MAX_BYTES),
                deadLettersOf(names.timers()),
                handled(names.timers()),
                deadLettersOf(names.merges()),
                handled(names.merges(), MERGE_TIMEOUT));
    }

    private static QueueShape deadLettersOf(String queue) {
        return new QueueShape(Names.deadLetters(queue), QUEUE_TIMEOUT, LONGEST_RETENTION, null);
    }

    private static QueueShape handled(String queue) {
        return handled(queue, QUEUE_TIMEOUT);
    }

    private static QueueShape handled(String queue, Duration timeout) {
        return new QueueShape(
                queue,
                timeout.multipliedBy(VISIBILITY_TIMEOUTS),
                RETENTION,
                new DeadLetters(Names.deadLetters(queue), MAX_RECEIVE_COUNT));
    }

    /** The text of a state machine, which is deployed as it stands. */
    private static String definition(String name) {
        try (var in = Resources.class.getResourceAsStream(name + ".asl.json")) {
            return new String(java.util.Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the state machine " + name, e);
        }
    }

    private static List<FunctionShape> lambdas() {
        return List.of(
                lambda("Register", API_TIMEOUT),
                lambda("Renew", API_TIMEOUT),
                lambda("Status", API_TIMEOUT),
                lambda("Read", API_TIMEOUT),
                lambda("Upload", API_TIMEOUT),
                lambda("Validate", API_TIMEOUT),
                lambda("Epoch", EPOCH_TIMEOUT),
                lambda("MergeShard", MERGE_TIMEOUT),
                lambda("Events", QUEUE_TIMEOUT),
                lambda("Timers", QUEUE_TIMEOUT),
                lambda("Sweep", SWEEP_TIMEOUT));
    }

    private static FunctionShape lambda(String name, Duration timeout) {
        return new FunctionShape(name, "dev.iota.orchestrator." + name + "Function", MEMORY_MB, timeout);
    }
}
