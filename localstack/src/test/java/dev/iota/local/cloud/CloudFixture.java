package dev.iota.local.cloud;

import dev.iota.cloud.shape.DeadLetters;
import dev.iota.cloud.shape.EventSource;
import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.shape.RouteShape;
import dev.iota.cloud.shape.ScheduleShape;
import dev.iota.cloud.shape.StateMachineShape;
import dev.iota.local.cloud.lambda.HandlerFactory;
import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** An embedded cloud of the real shapes with handlers that record, in this process. */
final class CloudFixture implements AutoCloseable {
    static final Names NAMES = new Names("test");
    static final int MAX_RECEIVE_COUNT = 3;

    /** Gives a function what it is started with. */
    private static final String CALL = """
            {"QueryLanguage": "JSONata", "StartAt": "Call", "States": {
                "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
                    "Arguments": {"FunctionName": "${Function}", "Payload": "{% $states.input %}"},
                    "Output": "{% $states.result.Payload %}"}}}""";

    /** Longest that a test waits for anything. */
    static final Duration BOUND = Duration.ofSeconds(20);

    final CountDownLatch gate = new CountDownLatch(1);
    final Probes.Batches batches = new Probes.Batches(gate);
    final Probes.Ticks ticks = new Probes.Ticks();
    final EmbeddedCloud cloud;
    final LocalClients localClients;

    CloudFixture(Path folder) throws IOException, CloudException {
        this(folder, 0);
    }

    CloudFixture(Path folder, int port) throws IOException, CloudException {
        this(folder, port, Clock.systemUTC());
    }

    CloudFixture(Path folder, int port, Clock clock) throws IOException, CloudException {
        this.cloud = EmbeddedCloud.start(options(folder, port, clock));
        this.localClients = LocalClients.of(cloud.file());
    }

    CloudOptions options(Path folder, int port, Clock clock) {
        HandlerFactory handlers = function -> switch (function.name()) {
            case "Echo" -> new Probes.Echo();
            case "Batches" -> batches;
            case "Ticks" -> ticks;
            default -> HandlerFactory.byName().handler(function);
        };
        return new CloudOptions(folder, NAMES, port, resources(NAMES), handlers, clock, new SecureRandom());
    }

    /** The run's tables and bucket, and functions of this test behind queues that lose patience quickly. */
    static Resources resources(Names names) {
        var real = Resources.of(names);
        var letters = Names.deadLetters(names.events());
        var day = Duration.ofDays(1);
        return new Resources(
                real.tables(),
                List.of(
                        new QueueShape(letters, Duration.ofSeconds(30), day, null),
                        new QueueShape(names.timers(), Duration.ofSeconds(30), day, null),
                        new QueueShape(
                                names.events(),
                                Duration.ofSeconds(1),
                                day,
                                new DeadLetters(letters, MAX_RECEIVE_COUNT))),
                real.buckets(),
                List.of(function("Echo"), function("Batches"), function("Ticks"), function("Count")),
                List.of(new EventSource(names.events(), "Batches", 10, Duration.ZERO)),
                List.of(new ScheduleShape("Ticks", Duration.ofSeconds(1))),
                List.of(
                        new RouteShape("POST", "/v1/echo", "Echo"),
                        new RouteShape("GET", "/v1/echo", "Echo"),
                        new RouteShape("POST", "/v1/count", "Count")),
                List.of(new StateMachineShape("Call", CALL, Map.of("Function", "Ticks"))));
    }

    private static FunctionShape function(String name) {
        return new FunctionShape(name, Probes.class.getName() + "$" + name, 512, Duration.ofSeconds(5));
    }

    String queueUrl(String name) {
        return localClients
                .sqs()
                .getQueueUrl(request -> request.queueName(name))
                .queueUrl();
    }

    void send(String body) {
        var url = queueUrl(NAMES.events());
        localClients.sqs().sendMessage(request -> request.queueUrl(url).messageBody(body));
    }

    static HttpResponse<String> post(URI api, String path) throws IOException, InterruptedException {
        return http(HttpRequest.newBuilder(api.resolve(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    static HttpResponse<String> http(HttpRequest request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Polls until it holds, for a bounded time. */
    static boolean eventually(BooleanSupplier holds) throws InterruptedException {
        var end = System.nanoTime() + BOUND.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    @Override
    public void close() {
        gate.countDown();
        localClients.close();
        cloud.close();
    }
}
