package dev.iota.local.cloud.states;

import dev.iota.cloud.count.CallBook;
import dev.iota.cloud.shape.Names;
import dev.iota.local.cloud.lambda.Functions;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.service.StatesServer;
import dev.iota.local.cloud.states.execution.Means;
import dev.iota.local.cloud.states.query.Calculations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** The service on a folder, on a clock of its own, and the unmodified client of it. */
public final class StatesFixture implements AutoCloseable {
    static final Place PLACE = new Place("us-east-1", "000000000000");
    public static final String ROLE = "arn:aws:iam::000000000000:role/test";
    private static final Names NAMES = new Names("test");

    /** Longest that a test waits for anything. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    /** Ends with this process. */
    private static final Calculations CALCULATIONS = calculations();

    final ManualClock clock;
    public final Workers workers = new Workers();
    public final StepFunctions states;
    final SfnClient client;
    private final Functions functions;
    private final StatesServer server;
    private final AtomicInteger machines = new AtomicInteger();

    StatesFixture(Path folder) throws IOException {
        this(folder, new ManualClock());
    }

    public StatesFixture(Path folder, ManualClock clock) throws IOException {
        this.clock = clock;
        this.functions = Functions.make(NAMES, Workers.shapes(), workers.handlers(), PLACE, clock, new CallBook(clock));
        this.states = StepFunctions.open(folder, PLACE, functions, clock, new Means(new SecureRandom(), CALCULATIONS));
        var port = freePort();
        this.server = StatesServer.start(port, states);
        this.client = SfnClient.builder()
                .httpClientBuilder(AwsCrtHttpClient.builder())
                .endpointOverride(Loopback.uri(port))
                .region(Region.of(PLACE.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .build();
        states.resume();
    }

    private static Calculations calculations() {
        try {
            return Calculations.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket()) {
            socket.bind(Loopback.address(0));
            return socket.getLocalPort();
        }
    }

    /** ARN of a new state machine with these states. */
    public String machine(String start, String states) {
        return define("""
            {"QueryLanguage": "JSONata", "StartAt": "%s", "States": {%s}}\
            """.formatted(start, states));
    }

    String define(String definition) {
        return client.createStateMachine(request -> request.name("machine" + machines.incrementAndGet())
                        .definition(definition)
                        .roleArn(ROLE))
                .stateMachineArn();
    }

    /** ARN of a new execution. */
    public String start(String machine, String input) {
        return client.startExecution(request -> request.stateMachineArn(machine).input(input))
                .executionArn();
    }

    /** Runs one execution of these states to its end. */
    DescribeExecutionResponse run(String start, String states, String input) throws InterruptedException {
        return ended(start(machine(start, states), input));
    }

    public DescribeExecutionResponse describe(String execution) {
        return client.describeExecution(request -> request.executionArn(execution));
    }

    public DescribeExecutionResponse ended(String execution) throws InterruptedException {
        var end = System.nanoTime() + BOUND.toNanos();
        var described = describe(execution);
        while (described.status() == ExecutionStatus.RUNNING) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still running after %s: %s"
                        .formatted(BOUND, client.getExecutionHistory(request -> request.executionArn(execution))));
            }
            Thread.sleep(2);
            described = describe(execution);
        }
        return described;
    }

    /** Waits until the history has an event of this type. */
    public HistoryEvent event(String execution, String type) throws InterruptedException {
        var end = System.nanoTime() + BOUND.toNanos();
        while (System.nanoTime() < end) {
            var found = client.getExecutionHistory(request -> request.executionArn(execution)).events().stream()
                    .filter(event -> event.typeAsString().equals(type))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(2);
        }
        throw new AssertionError("no %s after %s".formatted(type, BOUND));
    }

    /** Waits until this many calls have failed. */
    void failures(String execution, int count) throws InterruptedException {
        var end = System.nanoTime() + BOUND.toNanos();
        while (System.nanoTime() < end) {
            var failed = client.getExecutionHistory(request -> request.executionArn(execution)).events().stream()
                    .filter(event -> event.type() == HistoryEventType.TASK_FAILED)
                    .count();
            if (failed == count) {
                return;
            }
            Thread.sleep(2);
        }
        throw new AssertionError("no %d failures after %s".formatted(count, BOUND));
    }

    /** The token that the holding function was given next. */
    public String token() throws InterruptedException {
        var event = workers.held.poll(BOUND.toMillis(), TimeUnit.MILLISECONDS);
        return String.valueOf(Objects.requireNonNull(event, "nothing was held").get("token"));
    }

    /** The gated function was called. */
    public void gated() throws InterruptedException {
        Objects.requireNonNull(workers.gated.poll(BOUND.toMillis(), TimeUnit.MILLISECONDS), "nothing was gated");
    }

    public void succeed(String token, String output) {
        client.sendTaskSuccess(request -> request.taskToken(token).output(output));
    }

    public void pass(Duration time) {
        clock.advance(time);
        states.clockWasSet();
    }

    @Override
    public void close() throws IOException {
        workers.gate.countDown();
        client.close();
        server.stop();
        states.close();
        functions.stop();
    }
}
