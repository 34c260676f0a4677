package dev.iota.miner.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShard;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.run.Cut;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Rope;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.Schedule;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Precision;
import dev.iota.core.wire.Quarantined;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.StepEntry;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.disk.FlatTensors;
import dev.iota.miner.agent.failure.AgentException;
import dev.iota.miner.agent.home.QuarantineFile;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A miner against queues, objects and an API over HTTP; only the orchestrator's decisions are the test's. */
class AgentTest {
    private static final RecordShape RECORD = new RecordShape(17, 8, 2);
    private static final ModelSpec TWO_STAGES =
            new ModelSpec(17, 16, 2, 1, 24, List.of(1, 1), Cut.PARTIAL_RESIDUAL, 4, Rope.LLAMA_3, 1e-5, 0.02);
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
    private static final int BOUNDARY = 2 * 8 * 4;

    private static final TestQueues QUEUES = new TestQueues();

    @TempDir
    Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<FakeRun> run = Optional.empty();
    private Optional<Agent> agent = Optional.empty();
    private CompletableFuture<String> ending = CompletableFuture.completedFuture("not started");

    @AfterAll
    static void stopQueues() {
        QUEUES.close();
    }

    @AfterEach
    void end() throws Exception {
        agent.ifPresent(a -> a.stop("the test ends"));
        ending.handle((reason, error) -> reason).get(60, TimeUnit.SECONDS);
        run.ifPresent(FakeRun::close);
        http.close();
    }

    @Test
    void a_one_stage_run_trains_uploads_and_ends_like_the_engine_alone() throws Exception {
        var spec = spec(TWO_STAGES.withBlocks(List.of(2)), 2);
        var fake = start(spec, 0);
        for (var id = 0; id < 4; id++) {
            fake.send(forward(fake, id, "lease-" + id, 0, true));
        }
        var done = fake.await(Event.BackwardDone.class, 4);
        assertThat(done).allSatisfy(event -> {
            assertThat(event.direction()).isEqualTo(Direction.FORWARD);
            assertThat(event.sha256()).isEmpty();
            assertThat(event.audit().values()).hasSize(256);
        });
        var steps = fake.await(Event.StepDone.class, 2);
        var order = steps.stream()
                .flatMap(step -> step.microbatches().stream())
                .map(StepEntry::microbatch)
                .toList();
        assertThat(order).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);

        try (var engine = new StageEngine(spec.model(), spec.training(), 0, spec.seed(), EngineOptions.cpu(1, 0))) {
            var losses = new java.util.HashMap<Long, Float>();
            for (var i = 0; i < order.size(); i++) {
                var tokens = new StageInput.Tokens(2, tokens(order.get(i)));
                losses.put(
                        order.get(i),
                        engine.tail(order.get(i), tokens.inputs(), tokens.targets(), 5)
                                .loss());
                if (i % 2 == 1) {
                    engine.step(spec.training().learningRate(0, i / 2));
                }
            }
            assertThat(done).allSatisfy(event -> assertThat(event.loss()).contains(losses.get(event.microbatch())));
            assertThat(uploaded(fake)).isEqualTo(weights(engine));
        }
        fake.send(new Work.Stop("test", 0, "enough"));
        assertThat(ending.get(60, TimeUnit.SECONDS)).contains("enough");
    }

    @Test
    void no_forward_of_the_next_step_starts_before_this_one_is_done() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        for (var id = 0; id < 3; id++) {
            fake.send(forward(fake, id, "f" + id, 0, false));
        }
        var forwards = fake.await(Event.ForwardDone.class, 2);
        var waiting = List.of(0L, 1L, 2L).stream()
                .filter(id -> forwards.stream().noneMatch(event -> event.microbatch() == id))
                .findFirst()
                .orElseThrow();
        forwards.forEach(event -> fake.send(backward(fake, event.microbatch(), "b" + event.microbatch())));
        fake.await(Event.StepDone.class, 1);
        assertThat(fake.await(Event.ForwardDone.class, 3).getLast())
                .satisfies(event -> assertThat(event.microbatch()).isEqualTo(waiting))
                .satisfies(event -> assertThat(event.step()).isEqualTo(2));
    }

    @Test
    void a_repeated_backward_is_answered_again_and_not_accumulated_again() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        fake.send(forward(fake, 1, "f1", 0, false));
        fake.await(Event.ForwardDone.class, 2);
        fake.send(backward(fake, 0, "b0"));
        fake.await(Event.BackwardDone.class, 1);
        fake.send(backward(fake, 0, "again"));
        var both = fake.await(Event.BackwardDone.class, 2);
        assertThat(both).extracting(Event.BackwardDone::lease).containsExactlyInAnyOrder("b0", "again");
        assertThat(both.getFirst().audit()).isEqualTo(both.getLast().audit());
        fake.send(backward(fake, 1, "b1"));
        assertThat(fake.await(Event.StepDone.class, 1).getFirst().microbatches())
                .extracting(StepEntry::microbatch)
                .containsExactly(0L, 1L);
    }

    @Test
    void a_repeated_forward_is_computed_again_under_the_new_lease() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "one", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        fake.send(forward(fake, 0, "two", 0, false));
        var both = fake.await(Event.ForwardDone.class, 2);
        assertThat(both.getLast().lease()).isEqualTo("two");
        assertThat(both.getLast().sha256()).isEqualTo(both.getFirst().sha256());
        assertThat(fake.object("out-0-two")).isEqualTo(fake.object("out-0-one"));
    }

    @Test
    void a_step_goes_on_without_what_the_orchestrator_took_back() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        fake.send(forward(fake, 1, "f1", 0, false));
        fake.await(Event.ForwardDone.class, 2);
        fake.send(backward(fake, 1, "b1"));
        fake.await(Event.BackwardDone.class, 1);
        fake.renewing =
                request -> new RenewResponse(request.awaiting(), request.unconfirmed(), Optional.empty(), List.of());
        assertThat(fake.await(Event.StepDone.class, 1).getFirst().microbatches())
                .extracting(StepEntry::microbatch)
                .containsExactly(1L);
    }

    @Test
    void a_backward_without_its_forward_is_rescued_and_says_how_far_off_it_is() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        fake.send(forward(fake, 1, "f1", 0, false));
        fake.await(Event.ForwardDone.class, 2);
        fake.send(backward(fake, 0, "b0"));
        fake.send(backward(fake, 1, "b1"));
        fake.await(Event.StepDone.class, 1);
        // Microbatch 9 has the tokens of 0, whose stored output is of the weights before the step.
        fake.send(backward(fake, 9, 0, "rescue", fake.object("out-0-f0")));
        assertThat(fake.await(Event.BackwardDone.class, 3).getLast().rescue())
                .hasValueSatisfying(
                        difference -> assertThat(difference).isPositive().isLessThan(0.5));
        var far = TensorFormat.allocate(Precision.FLOAT32, 2, 8, 4);
        while (far.hasRemaining()) {
            far.putFloat(50);
        }
        fake.send(backward(fake, 10, 0, "far", bytes(far)));
        assertThat(fake.await(Event.Refused.class, 1).getFirst())
                .satisfies(event -> assertThat(event.microbatch()).isEqualTo(10))
                .satisfies(event -> assertThat(event.reason()).contains("differs"));
    }

    @Test
    void what_is_wrong_with_an_input_is_reported_and_stops_nothing() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        var record = record(0);
        var corrupted = record.clone();
        corrupted[3] ^= 1;
        fake.sendText("{\"type\":\"dance\"}");
        fake.sendText("no json");
        fake.send(forward(fake, 5, "other run", 0, false, "else", fake.source("t5", record)));
        fake.send(forward(fake, 6, "other stage", 1, false, "test", fake.source("t6", record)));
        fake.send(forward(fake, 1, "corrupted", 0, false, "test", fake.source("t1", corrupted, record)));
        fake.send(forward(fake, 2, "truncated", 0, false, "test", fake.source("t2", Arrays.copyOf(record, 9), record)));
        fake.send(forward(fake, 3, "short", 0, false, "test", fake.source("t3", Arrays.copyOf(record, 9))));
        var bad = fake.await(Event.InputBad.class, 3);
        assertThat(bad).extracting(Event.InputBad::lease).containsExactlyInAnyOrder("corrupted", "truncated", "short");
        assertThat(bad).extracting(Event.InputBad::reason).anyMatch(reason -> reason.contains("hashes to"));
        fake.send(forward(fake, 4, "fine", 0, false));
        assertThat(fake.await(Event.ForwardDone.class, 1))
                .extracting(Event.ForwardDone::lease)
                .containsExactly("fine");
    }

    @Test
    @Tag("security")
    void inbox_messages_that_cannot_be_used_are_put_away_with_the_reason_and_stop_nothing() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        var until = LATER;
        var tokens = fake.source("t", record(0));
        fake.sendText("{\"type\":\"dance\"}");
        fake.sendText(Json.write(new Work.Forward(
                "test", 0, 1, 0, "no output", until, Optional.of(tokens), Optional.empty(), Optional.empty(), 5)));
        fake.send(forward(fake, 2, "no url", 0, false, "test", withUrl(tokens, "no url at all")));
        fake.send(forward(fake, 3, "no length", 0, false, "test", withBytes(tokens, -1)));
        fake.send(forward(fake, 4, "too long", 0, false, "test", withBytes(tokens, Long.MAX_VALUE)));

        assertThat(fake.await(Event.InputBad.class, 3))
                .extracting(Event.InputBad::lease)
                .containsExactlyInAnyOrder("no url", "no length", "too long");
        fake.send(forward(fake, 5, "fine", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        var kept = Files.readAllLines(home.resolve("miner-0/test").resolve(QuarantineFile.NAME)).stream()
                .map(line -> Json.read(line, Quarantined.class))
                .toList();
        assertThat(kept).extracting(Quarantined::reason).hasSize(2).anyMatch(reason -> reason.contains("an output"));
        assertThat(kept)
                .noneMatch(record -> record.excerpt().contains(fake.url().getHost() + ":"));
    }

    private static Source withUrl(Source source, String url) {
        return new Source(url, source.headers(), source.bytes(), source.sha256());
    }

    private static Source withBytes(Source source, long bytes) {
        return new Source(source.url(), source.headers(), bytes, source.sha256());
    }

    @Test
    void a_value_that_is_not_finite_is_refused_and_never_stored() throws Exception {
        var fake = start(spec(TWO_STAGES, 1), 1);
        var container = TensorFormat.allocate(Precision.FLOAT32, 2, 8, 4);
        container.putFloat(Float.NaN);
        fake.send(new Work.Forward(
                "test",
                0,
                0,
                1,
                "nan",
                LATER,
                Optional.of(fake.source("tokens", record(0))),
                Optional.of(fake.source("in", bytes(container))),
                Optional.of(fake.sink("out-nan", TensorFormat.HEADER + 4L * BOUNDARY)),
                5));
        assertThat(fake.await(Event.Refused.class, 1).getFirst().reason()).contains("finite");
        assertThatThrownBy(() -> fake.object("out-nan")).isInstanceOf(NullPointerException.class);
    }

    @Test
    void a_restarted_miner_goes_on_from_its_snapshot_and_remembers_what_it_applied() throws Exception {
        var spec = spec(TWO_STAGES.withBlocks(List.of(2)), 2);
        var fake = start(spec, 0);
        fake.send(forward(fake, 0, "l0", 0, true));
        fake.send(forward(fake, 1, "l1", 0, true));
        fake.await(Event.StepDone.class, 1);
        agent.orElseThrow().stop("restart");
        ending.get(60, TimeUnit.SECONDS);
        assertThat(fake.registrations.getFirst().session()).isEmpty();

        fake.registering = request -> fake.registered(request.snapshot().isPresent());
        launch(fake);
        fake.awaitThat(() -> fake.registrations.size() == 2, "the second registration");
        assertThat(fake.registrations.getLast().session()).contains("secret");
        assertThat(fake.registrations.getLast().snapshot()).contains(new SnapshotPoint(0, 0, 1));
        fake.send(forward(fake, 0, "l0 again", 0, true));
        var again = fake.await(Event.BackwardDone.class, 3).getLast();
        assertThat(again.lease()).isEqualTo("l0 again");
        assertThat(again.step()).isEqualTo(1);
        fake.send(forward(fake, 2, "l2", 0, true));
        assertThat(fake.await(Event.BackwardDone.class, 4).getLast().step()).isEqualTo(2);
    }

    @Test
    void steps_that_are_not_on_record_are_sent_again() throws Exception {
        var fake = start(spec(TWO_STAGES.withBlocks(List.of(2)), 1), 0);
        fake.renewing = request -> new RenewResponse(List.of(), List.of(), Optional.empty(), List.of());
        fake.send(forward(fake, 0, "l0", 0, true));
        var both = fake.await(Event.StepDone.class, 2);
        assertThat(both.getFirst()).isEqualTo(both.getLast());
    }

    @Test
    void heartbeats_announce_slots_and_work_that_is_held() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        fake.awaitRenewal(request -> request.slots() == 4);
        for (var id = 0; id < 3; id++) {
            fake.send(forward(fake, id, "f" + id, 0, false));
        }
        fake.awaitRenewal(
                request -> request.held().size() == 1 && request.awaiting().size() == 2);
        assertThat(fake.renewals)
                .allSatisfy(request -> assertThat(request.session()).isEqualTo("secret"));
    }

    @Test
    void a_miner_whose_session_is_anothers_ends_and_says_so() throws Exception {
        var fake = start(spec(TWO_STAGES, 2), 0);
        fake.renewing = request -> refusal(409, "registered again");
        assertThatThrownBy(() -> ending.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("registered again");
    }

    @Test
    void an_impatient_miner_says_how_long_the_living_session_may_last() throws Exception {
        var fake = prepare(spec(TWO_STAGES, 2), 0);
        fake.registering = request -> new FakeRun.Refusal(
                409, new ErrorResponse("the session on record is alive", Optional.of(17L), Optional.empty()));
        launch(fake, false);
        assertThatThrownBy(() -> ending.get(60, TimeUnit.SECONDS)).hasMessageContaining("17 s");
    }

    @Test
    void a_miner_that_is_told_to_come_back_later_does() throws Exception {
        var fake = prepare(spec(TWO_STAGES, 2), 0);
        var later = new ErrorResponse("later", Optional.of(1L), Optional.empty());
        fake.registering = request -> switch (fake.registrations.size()) {
            case 1 -> new FakeRun.Refusal(429, later);
            case 2 -> new FakeRun.Refusal(403, later);
            default -> fake.registered(false);
        };
        launch(fake);

        fake.awaitRenewal(request -> request.slots() > 0);
        assertThat(fake.registrations).hasSize(3);
    }

    @Test
    void a_miner_that_is_not_wanted_ends_and_says_so() throws Exception {
        var fake = prepare(spec(TWO_STAGES, 2), 0);
        fake.registering = request -> refusal(403, "this run lets in those on its list");
        launch(fake);
        assertThatThrownBy(() -> ending.get(60, TimeUnit.SECONDS)).hasMessageContaining("on its list");
    }

    @Test
    void a_wrong_clock_is_told() throws Exception {
        var fake = prepare(spec(TWO_STAGES, 2), 0);
        fake.registering =
                request -> new FakeRun.Refusal(401, new ErrorResponse("clock", Optional.empty(), Optional.of(0L)));
        launch(fake);
        assertThatThrownBy(() -> ending.get(60, TimeUnit.SECONDS)).hasMessageContaining("1970-01-01");
    }

    private static FakeRun.Refusal refusal(int status, String error) {
        return new FakeRun.Refusal(status, new ErrorResponse(error, Optional.empty(), Optional.empty()));
    }

    private FakeRun prepare(RunSpec spec, int stage) throws IOException {
        var fake = new FakeRun(QUEUES.origin(), spec, stage);
        run = Optional.of(fake);
        return fake;
    }

    private FakeRun start(RunSpec spec, int stage) throws IOException {
        var fake = prepare(spec, stage);
        launch(fake);
        return fake;
    }

    private void launch(FakeRun fake) {
        launch(fake, true);
    }

    private void launch(FakeRun fake, boolean patient) {
        var options = new AgentOptions(fake.url(), "test", home, 1, "cpu", 1, MemoryLimit.parse("1G"), 1, patient);
        var started = new Agent(
                options,
                "miner-0",
                options.homeOf(0),
                "test",
                http,
                new SimpleMeterRegistry(),
                Clock.systemUTC(),
                LoggerFactory.getLogger("miner-0"));
        agent = Optional.of(started);
        var ended = new CompletableFuture<String>();
        ending = ended;
        Thread.ofPlatform().start(() -> {
            try {
                ended.complete(started.run());
            } catch (Throwable e) {
                ended.completeExceptionally(e);
            }
        });
    }

    private static RunSpec spec(ModelSpec model, int microbatchesPerStep) {
        var training = new TrainingSpec(
                8,
                2,
                microbatchesPerStep,
                100,
                Precision.FLOAT32,
                Precision.FLOAT32,
                false,
                new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1),
                Schedule.constant(1e-3, 0));
        var leases = new LeaseSpec(
                Duration.ofSeconds(20), Duration.ofMinutes(15), 8, Duration.ofMinutes(2), Duration.ofMillis(100), 6, 3);
        return new RunSpec("test", 7, model, training, leases, 0.5, 5, 1, EpochSpec.untilClosed(), LimitSpec.DEFAULT);
    }

    private static int[] tokens(long seed) {
        return new Random(seed).ints(RECORD.tokens(), 0, RECORD.vocabulary()).toArray();
    }

    private static byte[] record(long seed) throws IOException {
        var writer = new TokenShardWriter(RECORD);
        writer.add(tokens(seed));
        var out = new ByteArrayOutputStream();
        writer.writeTo(out, "shard");
        var range = TokenShard.of(RECORD, 1).record(0);
        return Arrays.copyOfRange(out.toByteArray(), (int) range.offset(), (int) (range.offset() + range.length()));
    }

    private static byte[] bytes(ByteBuffer container) {
        var bytes = new byte[container.capacity()];
        container.get(0, bytes);
        return bytes;
    }

    private static Work.Forward forward(FakeRun fake, long id, String lease, int stage, boolean whole)
            throws IOException {
        return forward(fake, id, lease, stage, whole, "test", fake.source("tokens-" + id, record(id)));
    }

    private static Work.Forward forward(
            FakeRun fake,
            long id,
            String lease,
            int stage,
            boolean whole,
            String run,
            dev.iota.core.wire.Source tokens) {
        var key = "out-%d-%s".formatted(id, lease.replace(' ', '-'));
        return new Work.Forward(
                run,
                0,
                id,
                stage,
                lease,
                LATER,
                Optional.of(tokens),
                Optional.empty(),
                whole ? Optional.empty() : Optional.of(fake.sink(key, TensorFormat.HEADER + 4L * BOUNDARY)),
                5);
    }

    private static Work.Backward backward(FakeRun fake, long id, String lease) {
        return backward(fake, id, id, lease, new byte[TensorFormat.HEADER + 4 * BOUNDARY]);
    }

    private static Work.Backward backward(FakeRun fake, long id, long data, String lease, byte[] stored) {
        var gradient = TensorFormat.allocate(Precision.FLOAT32, 2, 8, 4);
        var random = new Random(id);
        while (gradient.hasRemaining()) {
            gradient.putFloat((float) random.nextGaussian() / 100);
        }
        try {
            return new Work.Backward(
                    "test",
                    0,
                    id,
                    0,
                    lease,
                    LATER,
                    fake.source("gradient-" + id, bytes(gradient)),
                    Optional.of(fake.source("tokens-" + data, record(data))),
                    Optional.empty(),
                    fake.source("stored-" + id, stored),
                    Optional.empty(),
                    5);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What the only miner uploads when it is told to. */
    private static byte[] uploaded(FakeRun fake) {
        var hotkey = fake.miners().getFirst();
        fake.send(new Work.Collect("test", 0, 0, LATER));
        var event = fake.await(Event.UploadStored.class, 1).getFirst();
        var text = fake.object(FakeRun.manifestKey(0, hotkey));
        assertThat(event.manifest()).isEqualTo(Sha256.hex(text));
        assertThat(Manifest.read(new String(text, StandardCharsets.UTF_8)).steps())
                .hasSize(2);
        return fake.object(FakeRun.uploadKey(0, hotkey, 0));
    }

    private static byte[] weights(StageEngine engine) throws IOException {
        var out = new ByteArrayOutputStream();
        FlatTensors.write(engine.state().weights(), java.nio.channels.Channels.newChannel(out));
        return out.toByteArray();
    }
}
