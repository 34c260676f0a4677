package dev.iota.local.cloud.states;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.local.cloud.lambda.Functions;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.states.definition.DefinitionReader;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.RejectedException;
import dev.iota.local.cloud.states.execution.ExecutionStatus;
import dev.iota.local.cloud.states.execution.Means;
import dev.iota.local.cloud.states.execution.Start;
import dev.iota.local.cloud.states.execution.StateMachine;
import dev.iota.local.cloud.states.execution.Token;
import dev.iota.local.cloud.states.execution.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The service: state machines and their executions in a folder. After a restart, also one after {@code kill -9}, open
 * executions go on: tokens stay valid, waits and timeouts end when they would have, and a call that was under way is
 * made again.
 */
public final class StepFunctions implements AutoCloseable {
    private final Place place;
    private final Clock clock;
    private final StateMachines machines;
    private final ExecutionStore executionStore;
    private final ExecutionRunner executionRunner;

    private StepFunctions(
            StateMachines machines,
            ExecutionStore executionStore,
            Place place,
            Functions functions,
            Clock clock,
            Means means) {
        this.machines = machines;
        this.executionStore = executionStore;
        this.place = place;
        this.clock = clock;
        this.executionRunner = new ExecutionRunner(clock, means, new Tasks(functions, this::start), functions.calls());
    }

    /**
     * Reads what the folder holds; nothing runs before {@link #resume}.
     *
     * @param folder of the service, made if missing
     * @param functions what tasks invoke
     * @param means among them what tokens are made of, which must be unpredictable; safe for several threads
     */
    public static StepFunctions open(Path folder, Place place, Functions functions, Clock clock, Means means)
            throws IOException {
        var machines = StateMachines.open(folder.resolve("machines"));
        var executionStore = ExecutionStore.open(folder.resolve("executions"), place.region(), clock.instant());
        return new StepFunctions(machines, executionStore, place, functions, clock, means);
    }

    /** Lets the executions go on that were open. */
    public void resume() {
        executionStore.all().forEach(executionRunner::resume);
    }

    /** Tells it that the clock was set. */
    void clockWasSet() {
        executionRunner.look();
    }

    /**
     * Makes a state machine, or finds the same made already.
     *
     * @throws RejectedException if name or definition cannot be used, or there is another one of that name
     */
    public StateMachine create(String name, String definition, String roleArn) throws RejectedException {
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
     * @throws RejectedException if name or definition cannot be used
     */
    public StateMachine deploy(String name, String definition, String roleArn) throws RejectedException {
        var machine = machine(name, definition, roleArn);
        try {
            return machines.put(machine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Changes what is given of a state machine; executions that run keep what they were started with.
     *
     * @throws RejectedException if there is none, or it cannot be so
     */
    public void update(String arn, @Nullable String definition, @Nullable String roleArn) throws RejectedException {
        var machine = machines.get(arn);
        deploy(
                machine.name(),
                definition == null ? machine.definition() : definition,
                roleArn == null ? machine.roleArn() : roleArn);
    }

    /** Forgets a state machine, if there is one; executions that run go on. */
    public void delete(String arn) {
        try {
            machines.delete(arn);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time by the clock of the service. */
    public Instant now() {
        return clock.instant();
    }

    private StateMachine machine(String name, String definition, String roleArn) throws RejectedException {
        Given.requireName(name);
        var _ = DefinitionReader.read(definition);
        return new StateMachine(
                place.arn("states", "stateMachine:" + name), name, definition, roleArn, clock.instant());
    }

    /** @throws RejectedException if there is none */
    public StateMachine machine(String arn) throws RejectedException {
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
     * @throws RejectedException if there is no such state machine, or an execution had this name in the last 90 days
     */
    public Described start(String machineArn, @Nullable String name, String input) throws RejectedException {
        return start(machineArn, name == null ? UUID.randomUUID().toString() : name, input, null);
    }

    private Described start(String machineArn, String name, String input, @Nullable String attempt)
            throws RejectedException {
        var machine = machines.get(machineArn);
        Given.requireName(name);
        var parsed = Given.json(input, "InvalidExecutionInput");
        var start = new Start(
                place.arn("states", "execution:%s:%s".formatted(machine.name(), name)),
                name,
                machine,
                input,
                clock.instant(),
                attempt);
        try {
            var found = executionStore.create(start, parsed);
            if (found.isNew()) {
                executionRunner.begin(found.execution());
            }
            return Described.of(found.execution());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws RejectedException if there is none */
    public Described describe(String arn) throws RejectedException {
        return Described.of(executionStore.get(arn));
    }

    /**
     * The executions of a state machine, the newest first.
     *
     * @param executionStatus only those, or null for all
     * @throws RejectedException if there is no such state machine
     */
    public List<Described> executions(String machineArn, @Nullable ExecutionStatus executionStatus)
            throws RejectedException {
        var machine = machines.get(machineArn);
        return executionStore.all().stream()
                .map(Described::of)
                .filter(execution -> execution.machineArn().equals(machine.arn()))
                .filter(execution -> executionStatus == null || execution.status() == executionStatus)
                .sorted(Comparator.comparing(Described::started).reversed().thenComparing(Described::name))
                .toList();
    }

    /**
     * The events of an execution in the form of the service's interface, the oldest first.
     *
     * @throws RejectedException if there is no such execution
     */
    public List<ObjectNode> history(String arn) throws RejectedException {
        try {
            return executionStore.get(arn).history();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends an execution, if it has not ended.
     *
     * @return when it ended
     * @throws RejectedException if there is no such execution
     */
    public Instant stop(String arn, @Nullable String error, @Nullable String cause) throws RejectedException {
        var execution = executionStore.get(arn);
        executionRunner.turn(execution, turn -> {
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
     * @throws RejectedException if it is no JSON, or nobody waits for the token
     */
    public void succeed(String token, String output) throws RejectedException {
        var parsed = Given.json(output, "InvalidOutput");
        settle(token, (turn, told) -> turn.succeed(told.flow(), told.attempt(), parsed));
    }

    /**
     * Ends the task of a token badly.
     *
     * @throws RejectedException if nobody waits for the token
     */
    public void fail(String token, @Nullable String error, @Nullable String cause) throws RejectedException {
        var failure = new Failure(error == null ? "" : error, cause == null ? "" : cause);
        settle(token, (turn, told) -> turn.fail(told.flow(), told.attempt(), failure));
    }

    /**
     * The task of a token is still being done.
     *
     * @throws RejectedException if nobody waits for the token
     */
    public void heartbeat(String token) throws RejectedException {
        settle(token, (turn, told) -> turn.alive(told.flow(), told.attempt()));
    }

    @FunctionalInterface
    private interface Settling {
        boolean settle(Turn turn, Token told);
    }

    private void settle(String text, Settling settling) throws RejectedException {
        var token = Token.of(text);
        var execution = executionStore.byKey(token.execution());
        if (execution == null) {
            throw new RejectedException("TaskDoesNotExist", "Task does not exist: '%s'".formatted(text));
        }
        if (!executionRunner.turn(execution, turn -> settling.settle(turn, token))) {
            throw new RejectedException("TaskTimedOut", "Task Timed Out: '%s'".formatted(text));
        }
    }

    /** Lets calls that are under way end for a bounded time, and writes no more. */
    @Override
    public void close() throws IOException {
        executionRunner.close();
        executionStore.close();
    }
}
