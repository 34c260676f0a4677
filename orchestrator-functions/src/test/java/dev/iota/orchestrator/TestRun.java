package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.shape.TableShape;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.ConductSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.wire.Quarantined;
import dev.iota.core.wire.SignedEvent;
import dev.iota.orchestrator.admin.AuditAdmin;
import dev.iota.orchestrator.admin.MinerAdmin;
import dev.iota.orchestrator.admin.Receipts;
import dev.iota.orchestrator.admin.RunControl;
import dev.iota.orchestrator.admin.RunHistory;
import dev.iota.orchestrator.admin.RunSetup;
import dev.iota.orchestrator.admin.RunStatus;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A run of three stages in the test cloud, with its handlers, on a clock of its own. */
public final class TestRun {
    static final int STAGES = 3;

    /** The clock of a test may stand still: all its calls are made in one minute then. */
    private static final LimitSpec UNLIMITED =
            new LimitSpec(5000, 5000, 5000, 1_000_000, 1L << 40, 256, ConductSpec.DEFAULT);

    private final Names names;
    private final TestClock clock = new TestClock();
    private final List<String> log = new ArrayList<>();
    private final Random random;
    private final Services services;
    private final Runs runs;
    private final RunControl control;
    private final Run run;
    private EventsFunction events;
    private TimersFunction timers;
    private RegisterFunction register;

    private TestRun(
            long limit,
            long seed,
            int stages,
            Optional<EpochSpec> epochs,
            LimitSpec limits,
            AuditSpec audits,
            UnaryOperator<AwsClients> wrap) {
        this.names = TestCloud.shared().newRun();
        this.random = new Random(seed);
        this.services = Services.of(names, wrap.apply(TestCloud.shared().awsClients()), clock, random, pause -> {});
        this.runs = new Runs(services);
        this.control = new RunControl(services, runs);
        var spec = TestData.spec(names.run(), stages, epochs, limits).withAudits(audits);
        var record = new RunRecord(spec, TestData.store(services), "data/", 0);
        setup().create(record, limit);
        this.run = Run.of(record, services);
        this.events = new EventsFunction(services);
        this.timers = new TimersFunction(services);
        this.register = new RegisterFunction(services);
    }

    /** A run that may start {@code limit} data positions. */
    public static TestRun of(long limit) {
        return of(limit, 1, UnaryOperator.identity());
    }

    /** The same with other limits. */
    static TestRun of(long limit, LimitSpec limits) {
        return new TestRun(limit, 1, STAGES, Optional.empty(), limits, AuditSpec.NONE, UnaryOperator.identity());
    }

    /** The same behind clients that a test stands in front of. */
    static TestRun of(long limit, long seed, UnaryOperator<AwsClients> wrap) {
        return new TestRun(limit, seed, STAGES, Optional.empty(), UNLIMITED, AuditSpec.NONE, wrap);
    }

    /** A run with epochs, that may start {@code limit} data positions. */
    static TestRun of(
            long limit, long seed, int stages, EpochSpec epochs, AuditSpec audits, UnaryOperator<AwsClients> wrap) {
        return new TestRun(limit, seed, stages, Optional.of(epochs), UNLIMITED, audits, wrap);
    }

    /** A run in its first epoch, whose hops are audited. */
    static TestRun audited(AuditSpec audits, EpochSpec epochs, UnaryOperator<AwsClients> wrap) {
        var run = new TestRun(100, 1, STAGES, Optional.of(epochs), UNLIMITED, audits, wrap);
        run.begin();
        return run;
    }

    private void begin() {
        try {
            for (var stage = 0; stage < STAGES; stage++) {
                setup().publishInitial(
                                stage,
                                List.of(new ParameterShape("w", List.of(1L), true)),
                                new ByteArrayInputStream(new byte[Float.BYTES]),
                                (bytes, sent) -> {});
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new EpochFunction(services).handleRequest(Map.of("task", "Begin", "epoch", 0, "try", 1), context());
    }

    /** Removes everything of the run, where a test makes many. */
    void forget() {
        TestCloud.shared().remove(names);
    }

    public Names names() {
        return names;
    }

    public TestClock clock() {
        return clock;
    }

    Random random() {
        return random;
    }

    public Services services() {
        return services;
    }

    public RunSetup setup() {
        return new RunSetup(services, runs);
    }

    public RunControl control() {
        return control;
    }

    public RunStatus status() {
        return new RunStatus(services, runs);
    }

    public RunHistory history() {
        return new RunHistory(services, runs);
    }

    public Receipts receipts() {
        return new Receipts(services, runs);
    }

    public AuditAdmin audits() {
        return new AuditAdmin(services, runs);
    }

    public MinerAdmin minerAdmin() {
        return new MinerAdmin(services, runs);
    }

    public Run run() {
        return run;
    }

    public RegisterFunction register() {
        return register;
    }

    /** New handlers, as after a crash: nothing is left in their memory. */
    void restart() {
        events = new EventsFunction(services);
        timers = new TimersFunction(services);
        register = new RegisterFunction(services);
    }

    /** A miner that is registered and has so many slots. */
    public TestMiner miner(int slots) {
        var miner = TestMiner.joining(this);
        miner.renew(slots);
        return miner;
    }

    /** Hands signed events to the events handler. */
    public SQSBatchResponse deliver(SignedEvent... signed) {
        return deliver(Arrays.stream(signed).map(Json::write).toArray(String[]::new));
    }

    /** Hands messages to the events handler. */
    public SQSBatchResponse deliver(String... bodies) {
        return events.handleRequest(batch(bodies), context());
    }

    /** Hands a timer to the timers handler. */
    void ring(LeaseTimer leaseTimer) {
        ring(Json.write(leaseTimer));
    }

    /** Hands a message to the timers handler. */
    SQSBatchResponse ring(String body) {
        return timers.handleRequest(batch(body), context());
    }

    /** One turn of the sweep, with nothing in its memory. */
    void sweep() {
        new SweepFunction(services).handleRequest(new ScheduledEvent(), context());
    }

    static SQSEvent batch(String... bodies) {
        var event = new SQSEvent();
        event.setRecords(Arrays.stream(bodies)
                .map(body -> {
                    var message = new SQSEvent.SQSMessage();
                    message.setMessageId("m" + Integer.toHexString(body.hashCode()));
                    message.setBody(body);
                    return message;
                })
                .toList());
        return event;
    }

    /** A context whose log this run keeps. */
    public Context context() {
        return NoContext.logging(log);
    }

    /** What the metrics say of all invocations so far. */
    public int counted(String metric, String reason) {
        return log.stream()
                .map(line -> Json.read(line, JsonNode.class))
                .filter(line -> line.path("reason").asText().equals(reason)
                        && line.path("run").asText().equals(names.run())
                        && line.at("/_aws/CloudWatchMetrics/0/Metrics/0/Name")
                                .asText()
                                .equals(metric))
                .mapToInt(line -> line.path(metric).asInt())
                .sum();
    }

    /** Everything that every table holds, but for what is counted of callers and what people look at. */
    Map<String, Set<Map<String, AttributeValue>>> tables() {
        return Resources.of(names).tables().stream()
                .map(TableShape::name)
                .filter(table -> !table.equals(names.calls()) && !table.equals(names.views()))
                .collect(Collectors.toMap(table -> table, this::items));
    }

    /** Everything that one table holds. */
    public Set<Map<String, AttributeValue>> items(String table) {
        return TestCloud.shared()
                .awsClients()
                .dynamoDb()
                .scanPaginator(b -> b.tableName(table).consistentRead(true))
                .items()
                .stream()
                .collect(Collectors.toSet());
    }

    public Microbatch microbatch(long id) {
        return run.microbatches().get(id).orElseThrow();
    }

    public MinerRecord record(TestMiner miner) {
        return services.miners().get(miner.hotkey()).orElseThrow();
    }

    public List<Quarantined> quarantined() {
        return services.quarantine().of(names.events(), clock.instant()).toList();
    }

    /** Miners whose slots in use differ from what the microbatches say. */
    public Stream<MinerRecord> miscounted() {
        var held =
                run.microbatches().open().map(Holders::of).flatMap(List::stream).toList();
        return services.miners().all().filter(m -> m.inFlight() != Collections.frequency(held, m.hotkey()));
    }
}
