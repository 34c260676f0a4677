package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.audit.AuditExport;
import dev.iota.core.audit.Evidence;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit in a folder, for whoever wants to repeat it. */
@Tag("security")
class AuditExportTest {
    @TempDir
    private Path temporary;

    @Test
    void a_confirmed_audit_is_written_with_what_was_kept_and_with_every_verdict() throws Exception {
        var scene = AuditScene.of(AuditScene.EVERY, 2);
        scene.pass();
        scene.judge(0, work -> work.stage() != 1);
        scene.judgeAll(1, false);
        var audit = scene.audit(1);
        assertThat(audit.state()).isEqualTo(State.CONFIRMED);
        assertThat(scene.hops()).isEmpty();

        var export = export(scene, audit);

        assertThat(export.spec()).isEqualTo(scene.run.run().spec());
        assertThat(export.audit().audit()).isEqualTo(audit.id());
        assertThat(export.audit().lease()).isEqualTo(audit.issued().getLast().id());
        var claim = export.claim().orElseThrow();
        assertThat(claim.hotkey()).isEqualTo(audit.subject().hotkey());
        assertThat(claim.verified()).isInstanceOf(Event.BackwardDone.class);
        assertThat(export.verdicts())
                .extracting(SignedEvent::hotkey)
                .containsExactly(scene.validator(0).hotkey(), scene.validator(1).hotkey());
        for (var signed : export.verdicts()) {
            assertThat(((AuditEvent.Judged) signed.verified()).passed()).isFalse();
        }
        assertThat(evidence(export)).hasSize(4);
    }

    @Test
    void an_open_audit_is_written_as_its_evidence_lies_there_with_tokens_at_head_and_tail() throws Exception {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        assertThat(scene.states()).containsOnly(State.DRAWN);

        for (var stage = 0; stage < TestRun.STAGES; stage++) {
            var audit = scene.audit(stage);
            var export = export(scene, audit);

            assertThat(export.audit().stage()).isEqualTo(stage);
            assertThat(export.verdicts()).isEmpty();
            var evidence = (HopEvidence) export.audit().evidence();
            assertThat(evidence.tokens().isPresent()).isEqualTo(stage != 1);
            assertThat(evidence.input().isPresent()).isEqualTo(stage > 0);
            assertThat(evidence.inputGradient().isPresent()).isEqualTo(stage > 0);
            assertThat(evidence.outputGradient().isPresent()).isEqualTo(stage < 2);
            assertThat(evidence.loss().isPresent()).isEqualTo(stage == 2);
            if (evidence.tokens().isPresent()) {
                assertThat(folder(audit).resolve("tokens"))
                        .hasSize(evidence.tokens().get().record().bytes());
            }
        }
        assertThat(scene.states()).as("nothing of the run changes").containsOnly(State.DRAWN);
    }

    @Test
    void the_state_is_the_one_that_the_hop_started_from() throws Exception {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        var audit = scene.audit(1);

        var export = export(scene, audit);

        var name = export.audit().checkpoint().url();
        var checkpoint = StageCheckpoint.read(Files.readString(folder(audit).resolve(name)));
        assertThat(checkpoint.epoch()).isEqualTo(audit.subject().epoch());
        assertThat(checkpoint.stage()).isEqualTo(1);
        assertThat(Sha256.hex(Files.readAllBytes(folder(audit).resolve(AuditExport.STATE))))
                .as("its only block")
                .isEqualTo(checkpoint.hash(0, 0));
    }

    @Test
    void the_evidence_of_what_passed_or_lapsed_is_removed_and_that_is_said() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        scene.judge(0, work -> work.stage() != 1);
        scene.run.clock().pass(Duration.ofHours(2));
        scene.run.sweep();

        assertThatThrownBy(() -> export(scene, scene.audit(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the evidence of audit %s is removed: it is PASSED; that of open and of confirmed"
                                + " audits alone is kept",
                        scene.audit(0).id());
        assertThatThrownBy(() -> export(scene, scene.audit(1))).hasMessageContaining("it is LAPSED");
    }

    @Test
    void what_is_not_what_was_signed_or_not_there_is_no_evidence() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        var audit = scene.audit(1);
        var key = ((Evidence.OfHop) audit.evidence()).output().orElseThrow().key();
        var objects = scene.run.services().objects();

        objects.write(key, "something else".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> export(scene, audit))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the output of audit %s has the SHA-256 ".formatted(audit.id()));
        objects.delete(List.of(key));
        assertThatThrownBy(() -> export(scene, audit))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not in the object store");
        assertThat(folder(audit).resolve(AuditExport.FILE)).doesNotExist();
    }

    @Test
    void an_audit_that_there_is_not_and_a_folder_that_has_one_are_refused() throws Exception {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        var audit = scene.audit(1);
        export(scene, audit);

        assertThatThrownBy(() -> export(scene, audit))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("audit.json is there already");
        assertThatThrownBy(() -> scene.run.audits().export("nobody", temporary))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the run has no audit 'nobody'");
    }

    private AuditExport export(AuditScene scene, Audit audit) throws IOException {
        scene.run.audits().export(audit.id(), folder(audit));
        var export = Json.read(Files.readString(folder(audit).resolve(AuditExport.FILE)), AuditExport.class);
        var sources = Stream.concat(
                evidence(export).stream(), Stream.of(export.audit().checkpoint()));
        assertThat(sources).allSatisfy(source -> {
            assertThat(source.url()).as("what a validator takes for a name").matches("[\\w-][\\w.-]{0,99}");
            assertThat(source.sha256()).contains(hash(folder(audit).resolve(source.url())));
        });
        return export;
    }

    private static List<Source> evidence(AuditExport export) {
        var evidence = (HopEvidence) export.audit().evidence();
        var tokens =
                evidence.tokens().stream().flatMap(given -> Stream.of(given.record(), given.head(), given.manifest()));
        var others = Stream.of(evidence.input(), evidence.output(), evidence.outputGradient(), evidence.inputGradient())
                .flatMap(Optional::stream);
        return Stream.concat(tokens, others).toList();
    }

    private Path folder(Audit audit) {
        return temporary.resolve(audit.id());
    }

    private static String hash(Path file) {
        try {
            return Sha256.hex(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
