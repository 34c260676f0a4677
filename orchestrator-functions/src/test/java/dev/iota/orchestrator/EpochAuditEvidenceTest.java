package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.audit.AuditExport;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.EpochScript;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of epochs for audits, what validators are given of it, and what others can have of it. */
@Tag("security")
class EpochAuditEvidenceTest {
    @TempDir
    private Path temporary;

    private final TestObjectStore store = new TestObjectStore();

    @Test
    void what_passes_leaves_nothing_behind_and_the_ledger_waits_for_it() {
        var scene = EpochAuditScene.of(1);
        scene.epoch();
        assertThat(scene.run().run().audits().isSettled(0)).isFalse();

        var first = scene.given(0).getFirst();
        scene.run().deliver(scene.validators.getFirst().judges(first, true));
        assertThat(scene.audit(first.stage()).state()).isEqualTo(State.PASSED);
        var other = scene.validators.getFirst().receive().getFirst();
        assertThat(other.stage()).isNotEqualTo(first.stage());
        assertThat(read(script(other))).as("what both had to do with is there").isNotEmpty();
        scene.run().deliver(scene.validators.getFirst().judges(other, true));

        assertThat(scene.audits()).extracting(Audit::state).containsOnly(State.PASSED);
        assertThat(scene.audits()).noneMatch(audit -> audit.place().evidenceKept());
        assertThat(scene.hops()).isEmpty();
        assertThat(scene.evidence()).isEmpty();
        assertThat(EpochAuditScene.stages()).allMatch(stage -> scene.kept(0, stage) == 0);
        assertThat(scene.run().run().audits().isSettled(0)).isTrue();
    }

    @Test
    void a_validator_is_given_every_hop_of_every_step_and_the_upload() {
        var scene = EpochAuditScene.of(1);
        scene.epoch();

        var works = scene.given(0);

        assertThat(works).isNotEmpty();
        works.forEach(work -> {
            var stage = work.stage();
            var evidence = EpochAuditScene.evidence(work);
            var script = script(work);
            var manifest = Manifest.read(text(evidence.manifest()));
            assertThat(script.peak())
                    .isEqualTo(scene.run().run().spec().training().schedule().peak());
            assertThat(manifest.hotkey()).isEqualTo(scene.audit(stage).subject().hotkey());
            assertThat(script.steps()).hasSize(manifest.steps().size());
            var hops = script.steps().getFirst().hops();
            assertThat(hops).hasSize(manifest.steps().getFirst().microbatches().size());
            assertThat(hops).allSatisfy(hop -> assertThat(hop.tokens()).isPresent());
            assertThat(hops).allMatch(hop -> hop.loss().isPresent() == (stage == 1));
            assertThat(hops).allMatch(hop -> hop.output().isPresent() == (stage == 0));
            assertThat(hops).allMatch(hop -> hop.inputGradient().isPresent() == (stage == 1));
            read(script);
            evidence.parts().forEach(store::get);
            assertThat(evidence.parts()).hasSize(manifest.spec().parts().size());
        });
    }

    @Test
    void the_upload_of_an_audited_miner_outlives_those_that_nobody_needs() {
        var scene = EpochAuditScene.of(2);
        scene.epoch();
        var parts = scene.audit(0).evidence().keys();
        for (var epoch = 1; epoch < 3; epoch++) {
            scene.scene.next();
            scene.epoch();
        }

        assertThat(AuditScene.objects(scene.run(), "upload/")).noneMatch(key -> key.contains("/0/0/"));
        assertThat(scene.hops()).containsAll(parts);
        assertThat(scene.audits()).as("one a stage and epoch").hasSize(6);
        assertThat(scene.given(0)).isNotEmpty();
    }

    @Test
    void an_audit_of_an_epoch_is_written_into_a_folder_open_and_confirmed() throws IOException {
        var scene = EpochAuditScene.of(1);
        scene.epoch();
        exported(scene, "open");

        scene.judgeAll(0, 1);
        scene.judgeAll(1, 1);

        assertThat(scene.audit(1).state()).isEqualTo(State.CONFIRMED);
        assertThat(exported(scene, "confirmed").verdicts()).hasSize(2);
    }

    /** Where moments are averaged they are uploaded and published, and so they are evidence. */
    @Test
    void of_a_run_that_averages_moments_they_are_given_with_the_weights() throws IOException {
        var scene = new EpochAuditScene(2, EpochAuditScene.averaged(), EpochAuditScene.ALL, UnaryOperator.identity());
        scene.epoch();
        assertThat(scene.audits()).hasSize(EpochAuditScene.STAGES);

        var export = exported(scene, "averaged");
        var evidence = (EpochEvidence) export.audit().evidence();
        var manifest = Manifest.read(Files.readString(
                temporary.resolve("averaged").resolve(evidence.manifest().url())));
        assertThat(manifest.spec().payload()).isEqualTo(Payload.WEIGHTS_AND_MOMENTS);
        assertThat(evidence.parts()).hasSize(manifest.spec().parts().size()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(temporary.resolve("averaged").resolve(AuditExport.STATE))
                .as("weights and both moments")
                .hasSize(3 * manifest.spec().elements() * Float.BYTES);
        assertThat(scene.judgeAll(0, EpochAuditScene.STAGES)).isEqualTo(EpochAuditScene.STAGES);
        assertThat(scene.audits()).extracting(Audit::state).containsOnly(State.PASSED);
    }

    private AuditExport exported(EpochAuditScene scene, String name) throws IOException {
        var folder = temporary.resolve(name);
        scene.run().audits().export(scene.audit(1).id(), folder);
        var export = Json.read(Files.readString(folder.resolve(AuditExport.FILE)), AuditExport.class);
        var evidence = (EpochEvidence) export.audit().evidence();
        var script = Json.read(Files.readString(folder.resolve(evidence.script().url())), EpochScript.class);
        var hops = script.steps().stream()
                .flatMap(step -> step.hops().stream())
                .flatMap(EpochAuditEvidenceTest::objects)
                .toList();
        var files = Stream.concat(
                        Stream.of(
                                evidence.script(),
                                evidence.manifest(),
                                export.audit().checkpoint()),
                        Stream.concat(evidence.parts().stream(), hops.stream()))
                // Several hops may name one head, and all name one manifest.
                .distinct()
                .toList();
        assertThat(files).extracting(Source::url).doesNotHaveDuplicates().allMatch(url -> url.matches("[\\w.-]+"));
        for (var file : files) {
            assertThat(file.sha256()).contains(Sha256.hex(Files.readAllBytes(folder.resolve(file.url()))));
        }
        try (var all = Files.list(folder)) {
            assertThat(all).as("and the document and the state").hasSize(files.size() + 2);
        }
        return export;
    }

    private static Stream<Source> objects(HopEvidence hop) {
        var tokens = hop.tokens().stream().flatMap(given -> Stream.of(given.record(), given.head(), given.manifest()));
        var others = Stream.of(hop.input(), hop.output(), hop.outputGradient(), hop.inputGradient())
                .flatMap(Optional::stream);
        return Stream.concat(tokens, others);
    }

    /** Reads every object of every hop; each has the hash that was signed. */
    private List<Source> read(EpochScript script) {
        var sources = script.steps().stream()
                .flatMap(step -> step.hops().stream())
                .flatMap(EpochAuditEvidenceTest::objects)
                .toList();
        sources.forEach(store::get);
        return sources;
    }

    private EpochScript script(Work.Audit work) {
        return Json.read(text(EpochAuditScene.evidence(work).script()), EpochScript.class);
    }

    private String text(Source source) {
        return new String(store.get(source), StandardCharsets.UTF_8);
    }
}
