package dev.iota.local.trust;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.shape.TableShape;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.ConductSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.ScoreSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.local.cloud.CloudOptions;
import dev.iota.local.cloud.EmbeddedCloud;
import dev.iota.orchestrator.admin.MinerAdmin;
import dev.iota.orchestrator.admin.Receipts;
import dev.iota.orchestrator.admin.RunSetup;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An embedded cloud of the real shapes with the real functions and an open run. The functions' clock can be set ahead;
 * nothing is swept meanwhile.
 */
final class TrustScene implements AutoCloseable {
    /** Calls from one address that the run takes in a minute. */
    static final int CALLS = 12;

    private static final Names NAMES = new Names("trust");
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final RecordShape SHAPE = new RecordShape(257, 4, 1);

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Appender appender = new Appender();
    private final AheadClock clock = new AheadClock();
    private final EmbeddedCloud cloud;
    private final Services services;
    private final Runs runs;
    private final HttpClient http = HttpClient.newHttpClient();

    TrustScene(Path folder) throws Exception {
        appender.start();
        functionLog().addAppender(appender);
        cloud = EmbeddedCloud.start(
                new CloudOptions(folder, NAMES, 0, resources(), this::handler, Clock.systemUTC(), new SecureRandom()));
        services = services();
        runs = new Runs(services);
        new RunSetup(services, runs).create(new RunRecord(spec(), manifest(), "data/", 0), 1000);
    }

    /** Real time, and as much more as the test says. */
    private static final class AheadClock implements InstantSource {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getFormattedMessage());
        }
    }

    private static Logger functionLog() {
        return (Logger) LoggerFactory.getLogger("dev.iota.orchestrator");
    }

    /** Everything that is deployed but the schedule of the sweep. */
    private static Resources resources() {
        var real = Resources.of(NAMES);
        return new Resources(
                real.tables(),
                real.queues(),
                real.buckets(),
                real.functions(),
                real.eventSources(),
                List.of(),
                real.routes(),
                real.stateMachines());
    }

    /** The class that Lambda would make, with services that have this clock, as the HTTP API before it has. */
    private RequestHandler<?, ?> handler(FunctionShape function) {
        var handler = made(function);
        return resources().routes().stream().anyMatch(route -> route.function().equals(function.name()))
                ? new TimedHandler(handler)
                : handler;
    }

    /** Calls a function of the HTTP API at the time of the scene. */
    private final class TimedHandler implements RequestHandler<APIGatewayV2HTTPEvent, Object> {
        private final RequestHandler<APIGatewayV2HTTPEvent, ?> handler;

        @SuppressWarnings("unchecked") // the functions of routes take what the HTTP API sends
        TimedHandler(RequestHandler<?, ?> handler) {
            this.handler = (RequestHandler<APIGatewayV2HTTPEvent, ?>) handler;
        }

        @Override
        public Object handleRequest(APIGatewayV2HTTPEvent request, Context context) {
            request.getRequestContext().setTimeEpoch(clock.millis());
            return handler.handleRequest(request, context);
        }
    }

    private RequestHandler<?, ?> made(FunctionShape function) {
        try {
            var constructor = Class.forName(function.handler())
                    .asSubclass(RequestHandler.class)
                    .getDeclaredConstructor(Services.class);
            constructor.setAccessible(true);
            return constructor.newInstance(services());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("%s cannot be made".formatted(function.handler()), e);
        }
    }

    private Services services() {
        return Services.of(NAMES, AwsClients.configured(), clock, new SecureRandom());
    }

    private static RunSpec spec() {
        var training = Presets.load("tiny").training();
        return new RunSpec(
                NAMES.run(),
                1,
                Presets.load("tiny").model(),
                new TrainingSpec(
                        4,
                        1,
                        0,
                        training.microbatchesPerStep(),
                        training.stepsPerEpoch(),
                        training.compute(),
                        training.wire(),
                        false,
                        training.adamW(),
                        training.schedule()),
                LeaseSpec.DEFAULT,
                0.5,
                5,
                1,
                EpochSpec.untilClosed(),
                new LimitSpec(CALLS, 4, 100, 20, 64 * 1024, 8, ConductSpec.DEFAULT),
                AuditSpec.NONE,
                ScoreSpec.DEFAULT,
                Optional.empty());
    }

    private DataManifest manifest() throws Exception {
        var writer = new TokenShardWriter(SHAPE);
        writer.add(new int[SHAPE.tokens()]);
        var out = new ByteArrayOutputStream();
        var entry = writer.writeTo(out, "shard-0");
        services.objects().write("data/shard-0", out.toByteArray());
        var heldOut = writer.writeTo(new ByteArrayOutputStream(), "held-out");
        return new DataManifest(
                "byte",
                DataManifest.BYTE,
                257,
                4,
                1,
                1,
                List.of(entry),
                heldOut,
                1,
                SHAPE.tokens(),
                SHAPE.tokens(),
                1.0);
    }

    /** A miner that nobody knows yet. */
    Participant stranger() {
        return new Participant(this);
    }

    /** A miner that registered and has room for one microbatch. */
    Participant miner() throws Exception {
        var miner = stranger();
        miner.register();
        miner.renew(1);
        return miner;
    }

    String run() {
        return NAMES.run();
    }

    URI api() {
        return cloud.file().api();
    }

    HttpClient http() {
        return http;
    }

    Instant now() {
        return clock.instant();
    }

    /** Nobody waits for this time to pass. */
    void pass(Duration time) {
        clock.ahead = clock.ahead.plus(time);
    }

    MinerAdmin minerAdmin() {
        return new MinerAdmin(services, runs);
    }

    Receipts receipts() {
        return new Receipts(services, runs);
    }

    MinerRecord record(Participant miner) {
        return services.miners().get(miner.hotkey()).orElseThrow();
    }

    /** What the metrics say so far. */
    int counted(String metric, String reason) {
        return log.stream()
                .filter(line -> line.startsWith("{\"_aws\""))
                .map(line -> Json.read(line, JsonNode.class))
                .filter(line -> line.path("reason").asText().equals(reason))
                .mapToInt(line -> line.path(metric).asInt())
                .sum();
    }

    /** Everything that is in every table, but for what is counted of callers. */
    Map<String, Set<Map<String, AttributeValue>>> tables() {
        return Resources.of(NAMES).tables().stream()
                .map(TableShape::name)
                .filter(table -> !table.equals(NAMES.calls()))
                .collect(
                        Collectors.toMap(table -> table, table -> services
                                .clients()
                                .dynamoDb()
                                .scanPaginator(b -> b.tableName(table).consistentRead(true))
                                .items()
                                .stream()
                                .collect(Collectors.toSet())));
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
        http.close();
        cloud.close();
        functionLog().detachAppender(appender);
    }
}
