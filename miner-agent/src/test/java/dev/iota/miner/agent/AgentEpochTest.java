package dev.iota.miner.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.RenewResponse;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShard;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.aggregate.WeightedMean;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.ExclusionOptions;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.run.Cut;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.Rope;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.Schedule;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.core.wire.Precision;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.disk.FlatTensors;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Miners from one epoch into the next, against queues, objects and an API over HTTP. */
class AgentEpochTest {
    private static final RecordShape RECORD = new RecordShape(257, 8, 2);
    /** Three blocks of 65 536 elements. */
    private static final ModelSpec MODEL =
            new ModelSpec(257, 64, 2, 1, 128, List.of(3), Cut.NONE, 64, Rope.LLAMA_3, 1e-5, 0.02);

    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
    private static final TestQueues QUEUES = new TestQueues();

    @TempDir
    Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Running> running = new ArrayList<>();
    private Optional<FakeRun> run = Optional.empty();

    private record Running(Agent agent, int index, SimpleMeterRegistry registry, CompletableFuture<String> ending) {}

    @AfterAll
    static void stopQueues() {
        QUEUES.close();
    }

    @AfterEach
    void end() throws Exception {
        for (var one : running) {
            stop(one);
        }
        run.ifPresent(FakeRun::close);
        http.close();
    }

    @ParameterizedTest
    @CsvSource({"SYNC, float32", "DILOCO, float32", "DILOCO, int8", "AVERAGE, float32"})
    void two_miners_train_merge_and_go_on_from_the_same_state(Mode mode, String codec) throws Exception {
        var spec = spec(mode, Codec.of(codec), true);
        var fake = start(spec);
        var initial = FakeRound.initial(fake, spec);
        launch(fake, 0);
        launch(fake, 1);
        var miners = fake.miners();
        train(fake, miners, 0, 0);
        var round = new FakeRound(fake, spec, initial, miners);
        round.collect();
        round.inspect();
        var results = round.merge();
        var next = round.store(results);
        // Work of the next epoch waits until it begins.
        for (var i = 0; i < miners.size(); i++) {
            fake.send(miners.get(i), forward(fake, 1, 100 + i, 7));
        }
        round.load(next);
        var after = miners.stream()
                .map(miner -> fake.await(miner, Event.BackwardDone.class, 2).getLast())
                .toList();
        assertThat(after).allSatisfy(event -> assertThat(event.epoch()).isEqualTo(1));
        assertThat(after.getFirst().loss()).isEqualTo(after.getLast().loss());
        assertThat(after.getFirst().audit()).isEqualTo(after.getLast().audit());
        assertThat(after.getFirst().loss()).contains(loss(spec, fake, next, 7));
        var stage = 4.0 * next.layout().elements();
        var payload = (double) round.manifest(miners.getFirst()).spec().bytes();
        // Of two miners each owns everything: it fetches the other's upload, and sections of the state that only the
        // store has.
        var elsewhere = mode == Mode.AVERAGE ? 0 : (spec.epochs().sections() - 1) * stage;
        var texts = 1 << 17;
        for (var one : running) {
            assertThat(bytes(one, "iota.merge.bytes.down")).isBetween(payload + elsewhere, payload + elsewhere + texts);
            assertThat(bytes(one, "iota.merge.bytes.up")).isGreaterThan(payload);
            assertThat(bytes(one, "iota.bytes.up")).isZero();
        }
        var section = round.manifest(miners.getFirst()).spec().bytes()
                / round.manifest(miners.getFirst()).spec().payload().sections();
        assertThat(fake.await(Event.MergeMoved.class, 2)).allSatisfy(moved -> {
            assertThat(moved.epoch()).isZero();
            assertThat(moved.traffic().payload().down()).isEqualTo(section);
        });
        var said = fake.of(Event.MergeMoved.class).stream()
                .map(Event.MergeMoved::traffic)
                .reduce(MergeTraffic.NONE, MergeTraffic::plus);
        assertThat(said.released()).isEqualTo(MergeTraffic.Moved.NONE);
        assertThat(said.total().down()).isEqualTo(counted("iota.merge.bytes.down"));
        assertThat(said.total().up()).isEqualTo(counted("iota.merge.bytes.up"));
    }

    @Test
    void a_single_upload_of_weights_is_what_was_trained_and_no_byte_of_it_moves_again() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), false);
        var fake = start(spec);
        var initial = FakeRound.initial(fake, spec);
        launch(fake, 0);
        var miner = fake.miners().getFirst();
        train(fake, List.of(miner), 0, 0);
        var round = new FakeRound(fake, spec, initial, List.of(miner));
        round.collect();
        var next = round.publishOnly(miner);
        round.load(next);
        train(fake, List.of(miner), 1, 1);
        var second = new FakeRound(fake, spec, next, List.of(miner));
        second.collect();
        try (var engine = engine(spec)) {
            for (var epoch = 0; epoch < 2; epoch++) {
                var tokens = tokens(epoch);
                engine.tail(epoch, tokens.inputs(), tokens.targets(), 5);
                engine.step(spec.training().learningRate(epoch, 0));
                // Moments stayed at home: two epochs are two steps of one engine.
                assertThat(fake.object(FakeRun.uploadKey(epoch, miner, 0))).isEqualTo(weights(engine));
            }
        }
        assertThat(bytes(running.getFirst(), "iota.merge.bytes.down")).isLessThan(1 << 16);
    }

    @Test
    void what_sync_uploads_is_the_clipped_mean_gradient_of_the_whole_epoch() throws Exception {
        var spec = spec(Mode.SYNC, new Float32Codec(), true);
        var fake = start(spec);
        var initial = FakeRound.initial(fake, spec);
        launch(fake, 0);
        var miner = fake.miners().getFirst();
        for (var id = 0; id < 3; id++) {
            fake.send(miner, forward(fake, 0, id, id));
        }
        var order = fake.await(Event.BackwardDone.class, 3).stream()
                .map(Event.BackwardDone::microbatch)
                .toList();
        var round = new FakeRound(fake, spec, initial, List.of(miner));
        round.collect();
        assertThat(round.manifest(miner).steps()).hasSize(1);
        var done = fake.await(Event.StepDone.class, 1).getFirst();
        var accumulated =
                done.microbatches().stream().map(entry -> entry.microbatch()).toList();
        assertThat(accumulated).containsExactlyInAnyOrderElementsOf(order);
        try (var engine = engine(spec)) {
            for (var id : accumulated) {
                var tokens = tokens(id);
                engine.tail(id, tokens.inputs(), tokens.targets(), 5);
            }
            var out = new ByteArrayOutputStream();
            engine.gradient(Channels.newChannel(out));
            assertThat(fake.object(FakeRun.uploadKey(0, miner, 0))).isEqualTo(out.toByteArray());
        }
    }

    @Test
    void a_miner_restarted_in_every_phase_says_the_same_and_goes_on() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), true);
        var fake = start(spec);
        fake.registering = request -> fake.registered(
                request.snapshot().filter(at -> at.epoch() == fake.epoch).isPresent());
        var initial = FakeRound.initial(fake, spec);
        launch(fake, 0);
        launch(fake, 1);
        var miners = fake.miners();
        train(fake, miners, 0, 0);
        var round = new FakeRound(fake, spec, initial, miners);
        // The message is lost with the process: the heartbeat says it again.
        restart(fake, 0);
        miners.forEach(miner -> fake.missed.put(miner, List.of(round.collecting())));
        round.collected();
        fake.missed.clear();
        restart(fake, 0);
        round.inspect();
        restart(fake, 0);
        var results = round.merge();
        restart(fake, 0);
        var next = round.store(results);
        var sent = fake.announced.stream().map(request -> request.manifest()).distinct();
        assertThat(sent).hasSize(2);
        round.load(next);
        restart(fake, 0);
        round.loaded(next);
        train(fake, miners, 1, 100);
        var losses = fake.of(Event.BackwardDone.class).stream()
                .filter(event -> event.epoch() == 1)
                .map(event -> event.loss().orElseThrow())
                .toList();
        assertThat(losses).hasSize(2).allMatch(loss -> loss > 0);
    }

    @Test
    void an_upload_that_counted_leaves_its_residual_and_a_joiner_begins_slowly() throws Exception {
        var spec = spec(Mode.DILOCO, Codec.of("top-k:1000"), true);
        var fake = start(spec);
        var initial = FakeRound.initial(fake, spec);
        launch(fake, 0);
        launch(fake, 1);
        var miners = fake.miners();
        train(fake, miners, 0, 0);
        var round = new FakeRound(fake, spec, initial, miners);
        round.collect();
        round.inspect();
        round.load(round.store(round.merge()));
        for (var one : running) {
            var residual = home.resolve("miner-%d/test/stage-0/residual".formatted(one.index()));
            assertThat(residual.resolve("epoch-1.f32")).exists();
            assertThat(residual.resolve("epoch-0.next.f32")).doesNotExist();
        }
        launch(fake, 2);
        var joiner = fake.miners().stream()
                .filter(miner -> !miners.contains(miner))
                .findFirst()
                .orElseThrow();
        fake.send(joiner, forward(fake, 1, 50, 50));
        fake.send(miners.getFirst(), forward(fake, 1, 51, 50));
        assertThat(fake.await(joiner, Event.StepDone.class, 1).getFirst().device())
                .contains("rate × 0.05 since it joined");
        assertThat(fake.await(miners.getFirst(), Event.StepDone.class, 2)
                        .getLast()
                        .device())
                .doesNotContain("joined");
        assertThat(fake.await(joiner, Event.BackwardDone.class, 1).getFirst().loss())
                .isEqualTo(fake.await(miners.getFirst(), Event.BackwardDone.class, 2)
                        .getLast()
                        .loss());
    }

    @Test
    void what_is_not_what_its_hash_says_is_found_or_refused() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), true);
        var fake = start(spec);
        var initial = FakeRound.initial(fake, spec);
        launch(fake, 0);
        launch(fake, 1);
        var miners = fake.miners();
        train(fake, miners, 0, 0);
        var round = new FakeRound(fake, spec, initial, miners);
        round.collect();
        // The first owner reads its own upload from its disk, and finds what is wrong with the other's.
        var damaged = FakeRun.uploadKey(0, miners.getLast(), 0);
        fake.object(damaged)[5] ^= 1;
        var plan = round.plan();
        fake.send(miners.getFirst(), new Work.Inspect("test", 0, 0, 0, "look", LATER, plan));
        var findings = Findings.read(
                fake.await(Event.ShardInspected.class, 1).getFirst().findings(), miners);
        assertThat(findings.getFirst().fault()).isEmpty();
        assertThat(findings.getLast().fault()).contains(dev.iota.core.merge.inspect.Fault.HASH);
        fake.object("state-0-0")[5] ^= 1;
        java.nio.file.Files.delete(home.resolve("miner-0/test/epochs/0/stage-0/state.f32"));
        java.nio.file.Files.delete(home.resolve("miner-1/test/epochs/0/stage-0/state.f32"));
        fake.send(miners.getLast(), new Work.Inspect("test", 0, 0, 0, "again", LATER, plan));
        assertThat(fake.await(Event.ShardFailed.class, 1).getFirst().reason()).contains("published state");
        fake.object("state-0-0")[5] ^= 1;
        fake.send(miners.getLast(), new Work.Store("test", 0, 0, 0, "store", LATER, List.of(fake.sink("x", 4))));
        assertThat(fake.await(Event.ShardFailed.class, 2).getLast().reason()).contains("no result");
    }

    private FakeRun start(RunSpec spec) throws IOException {
        var fake = new FakeRun(QUEUES.origin(), spec, 0);
        run = Optional.of(fake);
        fake.renewing = request -> new RenewResponse(List.of(), request.unconfirmed(), Optional.empty(), List.of());
        return fake;
    }

    private void launch(FakeRun fake, int index) {
        var registered = fake.registrations.size();
        var options = new AgentOptions(fake.url(), "test", home, 3, "cpu", 1, MemoryLimit.parse("3G"), 1, true);
        var registry = new SimpleMeterRegistry();
        var name = "miner-%d".formatted(index);
        var agent = new Agent(
                options,
                name,
                options.homeOf(index),
                "test",
                http,
                registry,
                Clock.systemUTC(),
                LoggerFactory.getLogger(name));
        var ending = new CompletableFuture<String>();
        running.add(new Running(agent, index, registry, ending));
        Thread.ofPlatform().start(() -> {
            try {
                ending.complete(agent.run());
            } catch (Throwable e) {
                ending.completeExceptionally(e);
            }
        });
        fake.awaitThat(() -> fake.registrations.size() > registered, "a registration");
        fake.awaitThat(() -> agent.status().phase() == AgentStatus.Phase.WORKING, "work");
    }

    private void restart(FakeRun fake, int index) throws Exception {
        var before =
                running.stream().filter(one -> one.index() == index).findFirst().orElseThrow();
        stop(before);
        running.remove(before);
        launch(fake, index);
    }

    private static void stop(Running one) throws Exception {
        one.agent().stop("the test says so");
        one.ending().handle((reason, error) -> reason).get(60, TimeUnit.SECONDS);
    }

    /** One step of each miner, of another microbatch. */
    private void train(FakeRun fake, List<Hotkey> miners, int epoch, long first) throws IOException {
        for (var i = 0; i < miners.size(); i++) {
            fake.send(miners.get(i), forward(fake, epoch, first + i, first + i));
        }
        for (var i = 0; i < miners.size(); i++) {
            var id = first + i;
            fake.awaitThat(
                    () -> fake.of(Event.BackwardDone.class).stream().anyMatch(event -> event.microbatch() == id),
                    "the backward of %d".formatted(id));
        }
    }

    private static Work.Forward forward(FakeRun fake, int epoch, long id, long data) throws IOException {
        return new Work.Forward(
                "test",
                epoch,
                id,
                0,
                "lease-%d-%d".formatted(epoch, id),
                LATER,
                Optional.of(fake.source("tokens-" + id, record(data))),
                Optional.empty(),
                Optional.empty(),
                5);
    }

    /** By all. */
    private long counted(String counter) {
        return running.stream().mapToLong(one -> (long) bytes(one, counter)).sum();
    }

    private static double bytes(Running one, String counter) {
        return one.registry().get(counter).counter().count();
    }

    /** Loss of the published weights. */
    private static float loss(RunSpec spec, FakeRun fake, StageCheckpoint published, long data) throws IOException {
        var weights = new byte[Math.toIntExact(4 * published.layout().elements())];
        for (var object : published.objects()) {
            if (object.section() == 0) {
                var bytes = fake.object(object.key());
                System.arraycopy(
                        bytes,
                        0,
                        weights,
                        Math.toIntExact(4 * published.layout().first(object.firstBlock())),
                        bytes.length);
            }
        }
        try (var engine = engine(spec)) {
            var position = new java.util.HashMap<String, Integer>();
            var at = 0;
            for (var parameter : engine.parameters()) {
                position.put(parameter.name(), at);
                at += Math.toIntExact(4 * parameter.elements());
            }
            engine.state()
                    .readWeights((name, shape, offset, chunk) -> chunk.put(
                            weights, Math.toIntExact(position.getOrDefault(name, 0) + offset), chunk.remaining()));
            var tokens = tokens(data);
            return engine.tail(0, tokens.inputs(), tokens.targets(), 5).loss();
        }
    }

    private static StageEngine engine(RunSpec spec) {
        return new StageEngine(spec.model(), spec.training(), 0, spec.seed(), EngineOptions.cpu(1, 0));
    }

    private static byte[] weights(StageEngine engine) throws IOException {
        var out = new ByteArrayOutputStream();
        FlatTensors.write(engine.state().weights(), Channels.newChannel(out));
        return out.toByteArray();
    }

    /** @param momentum whether the outer step has any */
    private static RunSpec spec(Mode mode, Codec codec, boolean momentum) {
        var training = new TrainingSpec(
                8,
                2,
                1,
                1,
                Precision.FLOAT32,
                Precision.FLOAT32,
                false,
                new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1),
                Schedule.constant(1e-3, 0));
        var leases = new LeaseSpec(
                Duration.ofSeconds(20), Duration.ofMinutes(15), 8, Duration.ofMinutes(2), Duration.ofMillis(100), 6, 3);
        var merge = new MergeOptions(
                mode,
                codec,
                !codec.lossless(),
                new WeightedMean(),
                momentum ? DilocoOptions.NESTEROV : DilocoOptions.PLAIN,
                ExclusionOptions.DEFAULT,
                0.05,
                3);
        var epochs = new EpochSpec(
                0, Duration.ZERO, Duration.ofMinutes(1), QuorumOptions.DEFAULT, merge, Duration.ofMinutes(1));
        return new RunSpec("test", 7, MODEL, training, leases, 0.5, 5, 1, epochs, LimitSpec.DEFAULT);
    }

    private static StageInput.Tokens tokens(long seed) {
        return new StageInput.Tokens(2, ids(seed));
    }

    private static int[] ids(long seed) {
        return new Random(seed).ints(RECORD.tokens(), 0, RECORD.vocabulary()).toArray();
    }

    private static byte[] record(long seed) throws IOException {
        var writer = new TokenShardWriter(RECORD);
        writer.add(ids(seed));
        var out = new ByteArrayOutputStream();
        writer.writeTo(out, "shard");
        var range = TokenShard.of(RECORD, 1).record(0);
        return Arrays.copyOfRange(out.toByteArray(), (int) range.offset(), (int) (range.offset() + range.length()));
    }
}
