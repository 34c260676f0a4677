package dev.iota.local.cloud.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.local.cloud.lambda.Functions;
import dev.iota.local.cloud.lambda.Place;
import dev.iota.local.cloud.states.Execution.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service: state machines and their executions in a folder. After a restart, also one after {@code kill -9}, open executions go on:
 * tokens stay valid, waits and timeouts end when they would have, and a call that was under way is made again.
 */
public final class StepFunctions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepFunctions.class);

    /** Letters and signs that the service allows in names. */
    private static final Pattern NAME =
            Pattern.compile("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}\\x7f-\\x9f]{1,80}");

    /** How long the name of an execution that ended cannot be used again, and its history is kept. */
    private static final Duration RETENTION = Duration.ofDays(90);

    private static final int LARGEST_INPUT = 256 << 10;

    /** Calls under way may take this long to end when the service is closed; later ones are made again by the next start. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Place place;
    private final Clock clock;
    private final RandomGenerator random;
    private final Path folder;
    private final StateMachines machines;
    private final Map<String, Execution> executions = new ConcurrentHashMap<>();
    private final Object starting = new Object();
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final Tasks tasks;
    private final Alarms alarms;

    private StepFunctions(
            Path folder,
            StateMachines machines,
            Place place,
            Functions functions,
            Clock clock,
            RandomGenerator random) {
        this.folder = folder;
        this.machines = machines;
        this.place = place;
        this.clock = clock;
        this.random = random;
        this.tasks = new Tasks(functions, this::start);
        this.alarms = new Alarms(clock, this::tick);
    }

    /**
     * Reads what the folder holds; nothing runs before {@link #resume}.
     *
     * @param folder of the service, made if missing
     * @param functions what tasks invoke
     * @param random what tokens are made of; must be unpredictable, and safe for several threads
     */
    public static StepFunctions open(Path folder, Place place, Functions functions, Clock clock, RandomGenerator random)
            throws IOException {
        var files = Files.createDirectories(folder.resolve("executions"));
        var machines = StateMachines.open(folder.resolve("machines"));
        var opened = new StepFunctions(files, machines, place, functions, clock, random);
        try {
            opened.load();
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void load() throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var loaded = Execution.load(file, place.region());
                if (loaded.isPresent() && isForgotten(loaded.get())) {
                    loaded.get().delete();
                } else {
                    loaded.ifPresent(execution -> executions.put(execution.key(), execution));
                }
            }
        } catch (RefusedException e) {
            throw new IllegalStateException("an execution has a definition that is not understood any more", e);
        }
    }

    private boolean isForgotten(Execution execution) {
        var end = execution.ending();
        return end != null && !end.at().plus(RETENTION).isAfter(clock.instant());
    }

    /** Lets the executions go on that were open. */
    public void resume() {
        executions.values().forEach(execution -> {
            try {
                follow(execution, execution.resume(clock.instant(), random));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Tells it that the clock was set. */
    void clockWasSet() {
        alarms.look();
    }

    /**
     * Makes a state machine, or finds the same made already.
     *
     * @throws RefusedException if name or definition cannot be used, or there is another one of that name
     */
    public StateMachine create(String name, String definition, String roleArn) throws RefusedException {
        var machine = machine(name, definition, roleArn);
        try {
            return machines.create(machine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes a state machine or changes it to this definition.
     *
     * @throws RefusedException if name or definition cannot be used
     */
    public StateMachine deploy(String name, String definition, String roleArn) throws RefusedException {
        var machine = machine(name, definition, roleArn);
        try {
            return machines.put(machine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StateMachine machine(String name, String definition, String roleArn) throws RefusedException {
        requireName(name);
        var _ = DefinitionReader.read(definition);
        return new StateMachine(
                place.arn("states", "stateMachine:" + name), name, definition, roleArn, clock.instant());
    }

    /** @throws RefusedException if there is none */
    public StateMachine machine(String arn) throws RefusedException {
        return machines.get(arn);
    }

    /** All of them, the newest first. */
    public List<StateMachine> machines() {
        return machines.all();
    }

    /**
     * Starts an execution, or finds the open one of this name and input.
     *
     * @param name its name, or null for any
     * @param input JSON text
     * @throws RefusedException if there is no such state machine, or an execution had this name in the last 90 days
     */
    public Described start(String machineArn, @Nullable String name, String input) throws RefusedException {
        return start(machineArn, name == null ? UUID.randomUUID().toString() : name, input, null);
    }

    private Described start(String machineArn, String name, String input, @Nullable String attempt)
            throws RefusedException {
        var machine = machines.get(machineArn);
        requireName(name);
        var parsed = parse(input, "InvalidExecutionInput");
        var now = clock.instant();
        var start = new Start(
                place.arn("states", "execution:%s:%s".formatted(machine.name(), name)),
                name,
                machine.arn(),
                machine.name(),
                machine.roleArn(),
                machine.definition(),
                input,
                now,
                attempt);
        var key = Execution.key(start.arn());
        try {
            Execution execution;
            synchronized (starting) {
                var last = executions.get(key);
                if (last != null && isTheSame(last, start)) {
                    return Described.of(last);
                }
                if (last != null) {
                    last.delete();
                }
                execution = Execution.create(
                        folder,
                        new Situation(key, place.region(), start, DefinitionReader.read(start.definition()), parsed));
                executions.put(key, execution);
            }
            follow(execution, execution.begin(now, random));
            return Described.of(execution);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws RefusedException if {@code last} keeps its name from {@code next} */
    private boolean isTheSame(Execution last, Start next) throws RefusedException {
        var open = last.ending() == null;
        var isOpenAndSame = open && last.start().input().equals(next.input());
        var isOfThisAttempt = next.by() != null && next.by().equals(last.start().by());
        if (isOpenAndSame || isOfThisAttempt) {
            return true;
        }
        if (open || !isForgotten(last)) {
            throw new RefusedException(
                    "ExecutionAlreadyExists", "Execution Already Exists: '%s'".formatted(next.arn()));
        }
        return false;
    }

    /** @throws RefusedException if there is none */
    public Described describe(String arn) throws RefusedException {
        return Described.of(find(arn));
    }

    /**
     * The executions of a state machine, the newest first.
     *
     * @param status only those, or null for all
     * @throws RefusedException if there is no such state machine
     */
    public List<Described> executions(String machineArn, @Nullable Status status) throws RefusedException {
        var machine = machines.get(machineArn);
        return executions.values().stream()
                .map(Described::of)
                .filter(execution -> execution.machineArn().equals(machine.arn()))
                .filter(execution -> status == null || execution.status() == status)
                .sorted(Comparator.comparing(Described::started).reversed().thenComparing(Described::name))
                .toList();
    }

    /**
     * The events of an execution in the form of the service's interface, the oldest first.
     *
     * @throws RefusedException if there is no such execution
     */
    public List<ObjectNode> history(String arn) throws RefusedException {
        try {
            return find(arn).history();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends an execution, if it has not ended.
     *
     * @return when it ended
     * @throws RefusedException if there is no such execution
     */
    public Instant stop(String arn, @Nullable String error, @Nullable String cause) throws RefusedException {
        var execution = find(arn);
        turn(execution, turn -> {
            turn.stop(error, cause);
            return true;
        });
        var end = execution.ending();
        if (end == null) {
            throw new IllegalStateException("the service is being closed");
        }
        return end.at();
    }

    /**
     * Ends the task of a token well.
     *
     * @param output JSON text
     * @throws RefusedException if it is no JSON, or nobody waits for the token
     */
    public void succeed(String token, String output) throws RefusedException {
        var parsed = parse(output, "InvalidOutput");
        settle(token, (turn, told) -> turn.succeed(told.flow(), told.attempt(), parsed));
    }

    /**
     * Ends the task of a token badly.
     *
     * @throws RefusedException if nobody waits for the token
     */
    public void fail(String token, @Nullable String error, @Nullable String cause) throws RefusedException {
        var failure = new Failure(error == null ? "" : error, cause == null ? "" : cause);
        settle(token, (turn, told) -> turn.fail(told.flow(), told.attempt(), failure));
    }

    /**
     * The task of a token is still being done.
     *
     * @throws RefusedException if nobody waits for the token
     */
    public void heartbeat(String token) throws RefusedException {
        settle(token, (turn, told) -> turn.alive(told.flow(), told.attempt()));
    }

    @FunctionalInterface
    private interface Settling {
        boolean settle(Turn turn, Token told);
    }

    private void settle(String text, Settling settling) throws RefusedException {
        var token = Token.of(text);
        var execution = executions.get(token.execution());
        if (execution == null) {
            throw new RefusedException("TaskDoesNotExist", "Task does not exist: '%s'".formatted(text));
        }
        if (!turn(execution, turn -> settling.settle(turn, token))) {
            throw new RefusedException("TaskTimedOut", "Task Timed Out: '%s'".formatted(text));
        }
    }

    private Execution find(String arn) throws RefusedException {
        var execution = executions.get(Execution.key(arn));
        if (execution == null) {
            throw new RefusedException("ExecutionDoesNotExist", "Execution Does Not Exist: '%s'".formatted(arn));
        }
        return execution;
    }

    private static void requireName(String name) throws RefusedException {
        if (!NAME.matcher(name).matches()) {
            throw new RefusedException("InvalidName", "Invalid Name: '%s'".formatted(name));
        }
    }

    private static JsonNode parse(String text, String code) throws RefusedException {
        if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST_INPUT) {
            throw new RefusedException(code, "the data is longer than %d bytes".formatted(LARGEST_INPUT));
        }
        try {
            return Documents.parse(text);
        } catch (JsonProcessingException e) {
            throw new RefusedException(code, "the data is no JSON: " + e.getOriginalMessage());
        }
    }

    private boolean turn(Execution execution, Predicate<Turn> what) {
        try {
            var outcome = execution.turn(clock.instant(), random, what);
            follow(execution, outcome);
            return outcome.accepted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tick(Execution execution) {
        try {
            follow(execution, execution.tick(clock.instant(), random));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void follow(Execution execution, Outcome outcome) {
        if (outcome.due() != null) {
            alarms.set(outcome.due(), execution);
        }
        for (var flow : outcome.started()) {
            if (flow.phase() instanceof Phase.Working task) {
                perform(execution, flow.id(), task);
            }
        }
    }

    private void perform(Execution execution, int flow, Phase.Working task) {
        try {
            calls.execute(() -> {
                try {
                    turn(execution, told(flow, task));
                } catch (RuntimeException e) {
                    LOG.error(
                            "a task of {} was done, but it could not be recorded",
                            execution.start().arn(),
                            e);
                }
            });
        } catch (RejectedExecutionException e) {
            // Being closed: the next start finds that the call was not made.
        }
    }

    /** Performs a task and makes of its result what its execution is to be told. */
    private Predicate<Turn> told(int flow, Phase.Working task) {
        try {
            var result = tasks.perform(task);
            return turn -> {
                if (!task.resource().waitsForToken()) {
                    return turn.succeed(flow, task.attempt(), result);
                }
                turn.submitted(flow, task.attempt(), result);
                return true;
            };
        } catch (FailedException e) {
            return turn -> turn.fail(flow, task.attempt(), e.failure());
        }
    }

    /** Lets calls that are under way end for a bounded time, and writes no more. */
    @Override
    public void close() throws IOException {
        alarms.close();
        calls.shutdown();
        try {
            if (!calls.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("calls of tasks are still under way; the next start makes them again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var execution : executions.values()) {
            execution.close();
        }
    }
}
