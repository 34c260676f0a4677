package dev.iota.validator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.AuditExport;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.model.engine.InitialWeights;
import dev.iota.model.program.StageProgram;
import dev.iota.validator.evidence.AuditRepetition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verdict that anyone repeats from a folder. */
class AuditRepetitionTest {
    private static final int STAGE = 1;
    private static final KeyPair JUDGE = KeyPair.generate(new SplittableRandom(1));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final StringWriter out = new StringWriter();
    private Optional<SignedEvent> claim = Optional.empty();

    @SuppressWarnings("NullAway.Init") // before each test
    private Work.Audit audit;

    @BeforeEach
    void export() throws IOException {
        var honest = HonestHops.compute(5);
        audit = new Work.Audit(
                HonestHops.SPEC.run(),
                0,
                STAGE,
                "a1",
                "a lease",
                Instant.EPOCH,
                checkpoint(),
                new HopEvidence(
                        Optional.empty(),
                        Optional.of(store("input", honest.activations().get(STAGE - 1))),
                        Optional.of(store("output", honest.activations().get(STAGE))),
                        Optional.of(store("outputGradient", honest.gradients().get(STAGE))),
                        Optional.of(store("inputGradient", honest.gradients().get(STAGE - 1))),
                        HonestHops.PROBE,
                        honest.probes().get(STAGE),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void a_verdict_that_is_found_again_is_confirmed() throws Exception {
        assertThat(repeat(List.of(verdict(true)))).isTrue();
        assertThat(out.toString().lines())
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).doesNotContain("ABOVE"))
                .last()
                .asString()
                .isEqualTo("%s: passed on a machine: as it seemed"
                        .formatted(JUDGE.hotkey().address()));
    }

    @Test
    void a_verdict_that_is_not_found_again_is_told() throws Exception {
        assertThat(repeat(List.of(verdict(true), verdict(false)))).isFalse();
        assertThat(out.toString()).contains("found here: passed: ");
    }

    @Test
    void without_a_verdict_it_is_the_hop_that_is_judged() throws Exception {
        assertThat(repeat(List.of())).isTrue();
    }

    @Test
    void a_verdict_with_another_signature_or_about_another_audit_is_none() {
        var signed = verdict(true);
        var forged =
                new SignedEvent(KeyPair.generate(new SplittableRandom(2)).hotkey(), signed.event(), signed.signature());
        assertThatThrownBy(() -> repeat(List.of(forged)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("was not signed by");
        var other = SignedEvent.sign(
                JUDGE, new AuditEvent.Failed("test", 0, STAGE, "a1", "a lease", AuditEvent.Cause.EVIDENCE, "no"));
        assertThatThrownBy(() -> repeat(List.of(other)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("is no verdict of audit a1");
    }

    @Test
    void what_the_miner_signed_is_shown_and_has_to_be_what_it_is_audited_for() throws Exception {
        var hop = (HopEvidence) audit.evidence();
        claim = Optional.of(claimed(hop.inputGradient().flatMap(Source::sha256)));
        assertThat(repeat(List.of())).isTrue();
        assertThat(out.toString())
                .startsWith("%s signed it: microbatch 5, step 1, lease its lease, gradient of its input "
                        .formatted(JUDGE.hotkey().address()));

        claim = Optional.of(claimed(Optional.of(Sha256.hex("another"))));
        assertThatThrownBy(() -> repeat(List.of()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("is not what audit a1 in ");
    }

    private SignedEvent claimed(Optional<String> gradient) {
        var hop = (HopEvidence) audit.evidence();
        return SignedEvent.sign(
                JUDGE,
                new Event.BackwardDone(
                        HonestHops.SPEC.run(),
                        0,
                        5,
                        STAGE,
                        Direction.BACKWARD,
                        "its lease",
                        1,
                        gradient,
                        Optional.empty(),
                        hop.reported(),
                        Optional.empty(),
                        1,
                        Magnitudes.NONE));
    }

    @Test
    void damaged_evidence_and_damaged_weights_are_named() throws IOException {
        flip("input", 200);
        assertThatThrownBy(() -> repeat(List.of()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("is damaged: input hashes to ");
        flip("input", 200);
        flip(AuditExport.STATE, 5);
        assertThatThrownBy(() -> repeat(List.of()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("block 0 of state.f32");
    }

    @Test
    void a_name_leads_nowhere_but_into_the_folder() {
        var outside = new Source("../secret", Map.of(), 10, Optional.of("0".repeat(64)));
        audit = new Work.Audit(audit.run(), 0, STAGE, "a1", "a lease", Instant.EPOCH, outside, audit.evidence());
        assertThatThrownBy(() -> repeat(List.of()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("'../secret' is no name of a file in the folder");
    }

    private boolean repeat(List<SignedEvent> verdicts) throws IOException, InterruptedException {
        var file = folder.resolve(AuditExport.FILE);
        Files.writeString(file, Json.write(new AuditExport(HonestHops.SPEC, audit, claim, verdicts)));
        return new AuditRepetition(file, new PrintWriter(out, true)).repeat(AuditBars.standard(), "cpu", 1);
    }

    private static SignedEvent verdict(boolean passed) {
        return SignedEvent.sign(
                JUDGE,
                new AuditEvent.Judged(
                        HonestHops.SPEC.run(),
                        0,
                        STAGE,
                        "a1",
                        "a lease",
                        passed,
                        List.of(),
                        "as it seemed",
                        "a machine",
                        1));
    }

    private Source checkpoint() throws IOException {
        var model = HonestHops.SPEC.model();
        var parameters = StageProgram.parameters(model, STAGE);
        var out = new ByteArrayOutputStream();
        new InitialWeights(HonestHops.SPEC.seed(), model.initialDeviation(), parameters)
                .writeTo(Channels.newChannel(out));
        var state = store(AuditExport.STATE, out.toByteArray());
        var blocks = new ArrayList<String>();
        var step = BlockLayout.ELEMENTS * Float.BYTES;
        for (var from = 0; from < out.size(); from += step) {
            blocks.add(Sha256.hex(Arrays.copyOfRange(out.toByteArray(), from, Math.min(out.size(), from + step))));
        }
        var checkpoint = new StageCheckpoint(
                HonestHops.SPEC.run(),
                0,
                STAGE,
                Optional.empty(),
                Origin.INITIAL,
                parameters.stream()
                        .map(p -> new ParameterShape(p.name(), p.shape(), p.decayed()))
                        .toList(),
                1,
                0,
                List.of(new StateObject(
                        "state", 0, 0, blocks.size(), out.size(), state.sha256().orElseThrow())),
                blocks,
                List.of(),
                List.of());
        return store("state.json", checkpoint.write().getBytes(StandardCharsets.UTF_8));
    }

    private Source store(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
        return new Source(name, Map.of(), bytes.length, Optional.of(Sha256.hex(bytes)));
    }

    private void flip(String name, int position) throws IOException {
        var bytes = Files.readAllBytes(folder.resolve(name));
        bytes[position] ^= 1;
        Files.write(folder.resolve(name), bytes);
    }
}
