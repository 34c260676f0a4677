package dev.iota.validator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.base.Bf16;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.Work;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A validator against a real queue, a real store and a real model. */
class ValidatorTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @SuppressWarnings("NullAway.Init") // before all tests
    private static HonestHops honest;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // before each test
    private AuditWorld world;

    private Optional<Validator> running = Optional.empty();
    private CompletableFuture<String> ending = new CompletableFuture<>();

    @BeforeAll
    static void a_microbatch_goes_through_the_pipeline() {
        honest = HonestHops.compute(3);
    }

    @BeforeEach
    void open() throws IOException {
        world = new AuditWorld();
    }

    @AfterEach
    void close() throws Exception {
        stop();
        world.close();
        http.close();
    }

    @Test
    void honest_hops_of_every_stage_pass_bit_for_bit() throws IOException {
        start();
        for (var stage = 0; stage < 3; stage++) {
            world.send(audit(stage, "a" + stage, world.checkpoint(stage, HonestHops.SPEC.seed()), evidence(stage)));
        }
        assertThat(judged(3)).allSatisfy(verdict -> {
            assertThat(verdict.passed()).as(verdict.reason()).isTrue();
            assertThat(verdict.measures()).hasSizeGreaterThan(4).allSatisfy(measure -> assertThat(measure.value())
                    .as(measure.name())
                    .isZero());
            assertThat(verdict.device()).contains("cpu").contains("1 threads");
        });
        world.awaitEmptyInbox();
    }

    @Test
    void what_is_not_honest_fails_and_the_measure_says_where() throws IOException {
        var body = evidence(1);
        var noisy = TensorFormat.HEADER;
        var cheats = Map.of(
                "output.relativeL2",
                with(
                        body,
                        Optional.of(
                                world.store("noisy", noise(honest.activations().get(1), noisy)))),
                "inputGradient.relativeL2",
                new HopEvidence(
                        body.tokens(),
                        body.input(),
                        body.output(),
                        body.outputGradient(),
                        Optional.of(world.store("zero", HonestHops.container(zeros()))),
                        body.probe(),
                        body.reported(),
                        Optional.empty(),
                        Optional.empty()),
                "positions.relativeL2",
                new HopEvidence(
                        body.tokens(),
                        body.input(),
                        body.output(),
                        body.outputGradient(),
                        body.inputGradient(),
                        body.probe(),
                        new GradientProbe(body.reported().norms(), Collections.nCopies(GradientProbe.POSITIONS, 0f)),
                        Optional.empty(),
                        Optional.empty()));
        start();
        var checkpoint = world.checkpoint(1, HonestHops.SPEC.seed());
        cheats.forEach((name, evidence) -> world.send(audit(1, name, checkpoint, evidence)));
        var tail = evidence(2);
        world.send(audit(
                2,
                "loss.relativeL2",
                world.checkpoint(2, HonestHops.SPEC.seed()),
                new HopEvidence(
                        tail.tokens(),
                        tail.input(),
                        tail.output(),
                        tail.outputGradient(),
                        tail.inputGradient(),
                        tail.probe(),
                        tail.reported(),
                        tail.loss().map(loss -> loss - 0.1f),
                        Optional.empty())));
        assertThat(judged(4)).allSatisfy(verdict -> {
            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.reason()).startsWith(verdict.audit() + " is ");
            assertThat(verdict.measures())
                    .filteredOn(measure -> measure.isExceeded())
                    .isNotEmpty()
                    .allSatisfy(measure -> assertThat(measure.name())
                            .startsWith(
                                    verdict.audit().substring(0, verdict.audit().indexOf('.'))));
        });
    }

    @Test
    void a_hop_of_stale_weights_fails() throws IOException {
        start();
        world.send(audit(1, "stale", world.checkpoint(1, HonestHops.SPEC.seed() + 1), evidence(1)));
        assertThat(judged(1).getFirst().passed()).isFalse();
    }

    @Test
    void an_object_that_its_miner_signed_and_that_is_no_tensor_fails() throws IOException {
        start();
        var broken = honest.activations().get(1).clone();
        broken[0] = 'X';
        world.send(audit(
                1,
                "broken",
                world.checkpoint(1, HonestHops.SPEC.seed()),
                with(evidence(1), Optional.of(world.store("broken", broken)))));
        var verdict = judged(1).getFirst();
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.reason()).startsWith("output.relativeL2 is ");
    }

    @Test
    void damaged_or_missing_evidence_is_no_verdict() throws IOException {
        start();
        var checkpoint = world.checkpoint(1, HonestHops.SPEC.seed());
        var body = evidence(1);
        var damaged = honest.activations().get(1).clone();
        damaged[100] ^= 1;
        world.send(audit(
                1,
                "damaged",
                checkpoint,
                with(
                        body,
                        Optional.of(world.store(
                                "damaged", damaged, honest.activations().get(1))))));
        world.send(audit(
                1,
                "missing",
                checkpoint,
                new HopEvidence(
                        body.tokens(),
                        Optional.empty(),
                        body.output(),
                        body.outputGradient(),
                        body.inputGradient(),
                        body.probe(),
                        body.reported(),
                        body.loss(),
                        body.rescue())));
        world.send(audit(2, "of another stage", checkpoint, evidence(2)));
        assertThat(world.await(3))
                .allSatisfy(event -> assertThat(event).isInstanceOf(AuditEvent.Failed.class))
                .extracting(event -> ((AuditEvent.Failed) event).reason())
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason).startsWith("the object hashes to "),
                        reason -> assertThat(reason).isEqualTo("the audit names no input"),
                        reason -> assertThat(reason).startsWith("the state is that of stage 1 in epoch 0 "));
        world.awaitEmptyInbox();
    }

    @Test
    void a_rescued_hop_is_judged_without_the_output_that_was_anothers() throws IOException {
        start();
        world.send(
                audit(1, "rescued", world.checkpoint(1, HonestHops.SPEC.seed()), with(evidence(1), Optional.empty())));
        var verdict = judged(1).getFirst();
        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.measures())
                .noneSatisfy(measure -> assertThat(measure.name()).startsWith("output"));
    }

    @Test
    void one_stage_is_loaded_once_for_many_audits_and_not_again_after_a_restart() throws Exception {
        start();
        var checkpoint = world.checkpoint(1, HonestHops.SPEC.seed());
        world.send(audit(1, "one", checkpoint, evidence(1)));
        world.send(audit(1, "two", checkpoint, evidence(1)));
        judged(2);
        assertThat(Collections.frequency(world.reads, "state-1")).isEqualTo(1);
        stop();

        start();
        world.send(audit(1, "three", checkpoint, evidence(1)));
        judged(3);
        assertThat(Collections.frequency(world.reads, "state-1")).isEqualTo(1);
    }

    @Test
    void an_audit_that_was_not_answered_is_answered_by_the_validator_that_is_started_again() throws Exception {
        world.away = true;
        start();
        world.send(audit(1, "one", world.checkpoint(1, HonestHops.SPEC.seed()), evidence(1)));
        awaitCall(call -> call.held().equals(List.of("lease of one")));
        stop();
        world.away = false;

        start();
        assertThat(judged(1)).extracting(AuditEvent.Judged::audit).containsExactly("one");
        assertThat(world.calls.getLast().session()).contains("secret");
        world.awaitEmptyInbox();
    }

    @Test
    void heartbeats_name_the_stage_the_leases_and_what_was_done() throws IOException {
        start();
        assertThat(world.calls.getFirst().session()).isEmpty();
        world.send(audit(1, "one", world.checkpoint(1, HonestHops.SPEC.seed()), evidence(1)));
        judged(1);
        awaitCall(call -> call.audited() == 1 && call.held().isEmpty());
        var call = world.calls.getLast();
        assertThat(call.session()).contains("secret");
        assertThat(call.stage()).contains(1);
        assertThat(call.seconds()).isPositive();
        assertThat(registry.get("iota.audits")
                        .tag("verdict", "passed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void what_is_no_audit_is_put_away_and_a_lease_that_ran_out_is_dropped() throws IOException {
        start();
        world.send("{}");
        var checkpoint = world.checkpoint(1, HonestHops.SPEC.seed());
        world.send(new Work.Audit("test", 0, 1, "late", "lease of late", Instant.EPOCH, checkpoint, evidence(1)));
        world.send(audit(1, "one", checkpoint, evidence(1)));
        assertThat(judged(1)).extracting(AuditEvent.Judged::audit).containsExactly("one");
        world.awaitEmptyInbox();
        assertThat(files(home.resolve("test"))).anyMatch(name -> name.startsWith("quarantine"));
    }

    @Test
    void a_run_that_ends_ends_the_validator() throws Exception {
        start();
        world.send(new Work.Stop("test", 0, "it is over"));
        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo("the run ends: it is over");
    }

    @Test
    void a_validator_that_its_owner_lists_no_longer_ends_and_says_so() throws Exception {
        start();
        world.refusal = "the owner of this run lists its validators, and you are not among them";
        assertThatThrownBy(() -> ending.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(AgentException.class)
                .hasMessageEndingWith("the orchestrator ended this session: " + world.refusal);
        running = Optional.empty();
    }

    private void start() {
        var options = new ValidatorOptions(world.url(), "test", home, "cpu", 1, AuditBars.standard(), true);
        var validator =
                new Validator(options, "test", http, registry, Clock.systemUTC(), LoggerFactory.getLogger("validator"));
        running = Optional.of(validator);
        ending = new CompletableFuture<>();
        var end = ending;
        Thread.ofPlatform().start(() -> {
            try {
                end.complete(validator.run());
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        awaitCall(_ -> validator.status().phase() == ValidatorStatus.Phase.WORKING);
    }

    private void stop() throws Exception {
        if (running.isPresent()) {
            running.get().stop("the test says so");
            ending.get(60, TimeUnit.SECONDS);
            running = Optional.empty();
        }
    }

    private void awaitCall(java.util.function.Predicate<dev.iota.core.api.ValidatorRequest> wanted) {
        var end = System.nanoTime() + 60_000_000_000L;
        while (world.calls.isEmpty() || !wanted.test(world.calls.getLast())) {
            if (System.nanoTime() > end || ending.isCompletedExceptionally()) {
                throw new AssertionError("no such call came: %s, %s".formatted(world.calls, ending));
            }
            Thread.onSpinWait();
        }
    }

    private List<AuditEvent.Judged> judged(int count) {
        var verdicts = new ArrayList<AuditEvent.Judged>();
        for (var event : world.await(count)) {
            assertThat(event).isInstanceOf(AuditEvent.Judged.class);
            verdicts.add((AuditEvent.Judged) event);
        }
        return verdicts;
    }

    private static Work.Audit audit(int stage, String name, Source checkpoint, HopEvidence evidence) {
        return new Work.Audit("test", 0, stage, name, "lease of " + name, LATER, checkpoint, evidence);
    }

    private HopEvidence evidence(int stage) {
        var tail = stage == 2;
        return new HopEvidence(
                stage == 1 ? Optional.empty() : Optional.of(world.store("tokens", honest.tokens())),
                stage == 0
                        ? Optional.empty()
                        : Optional.of(world.store(
                                "input-" + stage, honest.activations().get(stage - 1))),
                tail
                        ? Optional.empty()
                        : Optional.of(world.store(
                                "output-" + stage, honest.activations().get(stage))),
                tail
                        ? Optional.empty()
                        : Optional.of(world.store(
                                "output-gradient-" + stage, honest.gradients().get(stage))),
                stage == 0
                        ? Optional.empty()
                        : Optional.of(world.store(
                                "input-gradient-" + stage, honest.gradients().get(stage - 1))),
                HonestHops.PROBE,
                honest.probes().get(stage),
                honest.reportedLoss(stage),
                Optional.empty());
    }

    private static HopEvidence with(HopEvidence evidence, Optional<Source> output) {
        return new HopEvidence(
                evidence.tokens(),
                evidence.input(),
                output,
                evidence.outputGradient(),
                evidence.inputGradient(),
                evidence.probe(),
                evidence.reported(),
                evidence.loss(),
                evidence.rescue());
    }

    private static byte[] zeros() {
        return new byte[honest.gradients().getFirst().length - TensorFormat.HEADER];
    }

    /** Noise of a tenth of each element. */
    private static byte[] noise(byte[] container, int from) {
        var random = new SplittableRandom(5);
        var bytes = ByteBuffer.wrap(container.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (var at = from; at < container.length; at += Bf16.BYTES) {
            var value = Bf16.decode(bytes.getShort(at));
            bytes.putShort(at, Bf16.encode((float) (value * (1 + 0.1 * random.nextGaussian()))));
        }
        return bytes.array();
    }

    private static List<String> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
