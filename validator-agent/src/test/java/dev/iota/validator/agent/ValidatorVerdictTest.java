package dev.iota.validator.agent;

import static dev.iota.validator.agent.ValidatorHarness.HONEST;
import static dev.iota.validator.agent.ValidatorHarness.audit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Bf16;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.TokenEvidence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a validator finds of hops, honest ones and others, with a real queue, a real store and a real model. */
@Tag("security")
class ValidatorVerdictTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private ValidatorHarness validator;

    @SuppressWarnings("NullAway.Init") // before each test
    private AuditWorld world;

    @BeforeEach
    void open() throws IOException {
        validator = new ValidatorHarness(home);
        world = validator.world;
    }

    @AfterEach
    void close() throws Exception {
        validator.close();
    }

    @Test
    void honest_hops_of_every_stage_pass_bit_for_bit() throws IOException {
        validator.start();
        for (var stage = 0; stage < 3; stage++) {
            world.send(audit(
                    stage, "a" + stage, world.checkpoint(stage, HonestHops.SPEC.seed()), validator.evidence(stage)));
        }
        assertThat(validator.judged(3)).allSatisfy(verdict -> {
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
        var body = validator.evidence(1);
        var noisy = TensorFormat.HEADER;
        var cheats = Map.of(
                "output.relativeL2",
                with(
                        body,
                        Optional.of(
                                world.store("noisy", noise(HONEST.activations().get(1), noisy)))),
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
        validator.start();
        var checkpoint = world.checkpoint(1, HonestHops.SPEC.seed());
        cheats.forEach((name, evidence) -> world.send(audit(1, name, checkpoint, evidence)));
        var tail = validator.evidence(2);
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
        assertThat(validator.judged(4)).allSatisfy(verdict -> {
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
        validator.start();
        world.send(audit(1, "stale", world.checkpoint(1, HonestHops.SPEC.seed() + 1), validator.evidence(1)));
        assertThat(validator.judged(1).getFirst().passed()).isFalse();
    }

    @Test
    void an_object_that_its_miner_signed_and_that_is_no_tensor_fails() throws IOException {
        validator.start();
        var broken = HONEST.activations().get(1).clone();
        broken[0] = 'X';
        world.send(audit(
                1,
                "broken",
                world.checkpoint(1, HonestHops.SPEC.seed()),
                with(validator.evidence(1), Optional.of(world.store("broken", broken)))));
        var verdict = validator.judged(1).getFirst();
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.reason()).startsWith("output.relativeL2 is ");
    }

    @Test
    void damaged_or_missing_evidence_is_no_verdict() throws IOException {
        validator.start();
        var checkpoint = world.checkpoint(1, HonestHops.SPEC.seed());
        var body = validator.evidence(1);
        var damaged = HONEST.activations().get(1).clone();
        damaged[100] ^= 1;
        world.send(audit(
                1,
                "damaged",
                checkpoint,
                with(
                        body,
                        Optional.of(world.store(
                                "damaged", damaged, HONEST.activations().get(1))))));
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
        world.send(audit(2, "of another stage", checkpoint, validator.evidence(2)));
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
    void tokens_of_another_position_are_the_runs_fault_and_no_verdict() throws IOException {
        validator.start();
        var head = validator.evidence(0);
        var data = validator.data;
        var elsewhere = data.position(1);
        world.send(audit(
                0,
                "position",
                world.checkpoint(0, HonestHops.SPEC.seed()),
                with(head, data.evidence(world, elsewhere, 0))));
        world.send(audit(
                0,
                "manifest",
                world.checkpoint(0, HonestHops.SPEC.seed()),
                with(head, PlannedData.of(HONEST.tokens(), 2).evidence(world, data.position(0), 0))));
        assertThat(world.await(2))
                .extracting(AuditEvent.Failed.class::cast)
                .allMatch(failed -> failed.cause() == AuditEvent.Cause.DATA)
                .extracting(AuditEvent.Failed::reason)
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason)
                                .startsWith("the tokens at position %d are a record of ".formatted(elsewhere))
                                .contains("the data plan names record 1 of train"),
                        reason -> assertThat(reason).startsWith("the manifest of the data is "));
    }

    @Test
    void even_the_first_manifest_has_to_be_the_one_that_the_specification_names() throws IOException {
        validator.start();
        world.send(audit(
                0,
                "manifest",
                world.checkpoint(0, HonestHops.SPEC.seed()),
                with(
                        validator.evidence(0),
                        PlannedData.of(HONEST.tokens(), 2).evidence(world, validator.data.position(0), 0))));
        assertThat((AuditEvent.Failed) world.await(1).getFirst())
                .returns(AuditEvent.Cause.DATA, AuditEvent.Failed::cause)
                .extracting(AuditEvent.Failed::reason)
                .asString()
                .startsWith("the manifest of the data is ")
                .endsWith("; the run's specification names %s"
                        .formatted(validator.data.manifest().sha256()));
    }

    @Test
    void a_rescued_hop_is_judged_without_the_output_that_was_anothers() throws IOException {
        validator.start();
        world.send(audit(
                1,
                "rescued",
                world.checkpoint(1, HonestHops.SPEC.seed()),
                with(validator.evidence(1), Optional.empty())));
        var verdict = validator.judged(1).getFirst();
        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.measures())
                .noneSatisfy(measure -> assertThat(measure.name()).startsWith("output"));
    }

    private static HopEvidence with(HopEvidence evidence, TokenEvidence tokens) {
        return new HopEvidence(
                Optional.of(tokens),
                evidence.input(),
                evidence.output(),
                evidence.outputGradient(),
                evidence.inputGradient(),
                evidence.probe(),
                evidence.reported(),
                evidence.loss(),
                evidence.rescue());
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
        return new byte[HONEST.gradients().getFirst().length - TensorFormat.HEADER];
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
}
