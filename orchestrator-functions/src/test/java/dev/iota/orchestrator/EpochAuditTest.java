package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.WatchTable.Watched;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.audit.Evidence;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.ConductSpec;
import dev.iota.core.score.EpochLedger;
import dev.iota.core.score.Units;
import dev.iota.orchestrator.admin.ScoreBooks;
import dev.iota.orchestrator.context.Runs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of whom whole epochs are audited, what is kept for that until when, and what becomes of it. */
@Tag("security")
class EpochAuditTest {
    @Test
    void of_the_watched_miners_of_a_stage_the_one_with_the_lowest_draw_is_audited_and_what_was_kept_of_others_goes() {
        var scene = EpochAuditScene.of(2);
        scene.train();
        assertThat(scene.run().audits().audits()).isEmpty();
        assertThat(EpochAuditScene.stages()).allMatch(stage -> scene.kept(0, stage) >= 3);

        scene.scene.publishAndFlip();

        assertThat(scene.audits()).hasSize(EpochAuditScene.STAGES);
        var needed = new HashSet<String>();
        EpochAuditScene.stages().forEach(stage -> {
            var audit = scene.audit(stage);
            var evidence = (Evidence.OfEpoch) audit.evidence();
            assertThat(audit.subject().hotkey()).isEqualTo(scene.lowest(0, stage));
            assertThat(audit.subject().rate()).isEqualTo(1);
            assertThat(audit.subject().seconds())
                    .isGreaterThanOrEqualTo(evidence.extent().hops());
            assertThat(evidence.extent().hops()).as("kept is what is audited").isEqualTo((int) scene.kept(0, stage));
            needed.addAll(evidence.keys());
            scene.run()
                    .services()
                    .watches()
                    .of(new Watched(0, stage))
                    .forEach(hop -> needed.addAll(hop.hop().keys()));
        });
        assertThat(scene.hops()).isEqualTo(needed);
        assertThat(scene.run().status().now().audits().drawn()).isEqualTo(2);
        scene.run().sweep();
        assertThat(scene.audits()).as("decided once").hasSize(EpochAuditScene.STAGES);
    }

    @Test
    void what_is_confirmed_is_kept_and_costs_the_miner_as_a_hop_does() {
        var scene = EpochAuditScene.of(1);
        scene.epoch();
        var miner = scene.audit(1).subject().hotkey();
        var extent = ((Evidence.OfEpoch) scene.audit(1).evidence()).extent();

        scene.judgeAll(0, 1);
        assertThat(scene.audit(1).state()).isEqualTo(State.SUSPECT);
        assertThat(scene.evidence()).isEmpty();
        scene.judgeAll(1, 1);

        assertThat(scene.audit(1).state()).isEqualTo(State.CONFIRMED);
        assertThat(scene.run().run().audits().failed(0)).containsExactly(miner);
        var record = scene.run().services().miners().get(miner).orElseThrow();
        assertThat(record.conduct().faults()).isEqualTo(ConductSpec.DEFAULT.audit());
        assertThat(record.conduct().reason())
                .contains("validators found its epoch of 1 steps and %d hops wrong".formatted(extent.hops()));
        assertThat(record.isSuspected()).isTrue();
        assertThat(scene.evidence())
                .as("steps, manifest, one part, and input and gradient of each hop")
                .hasSize(3 + 2 * extent.hops());
        assertThat(scene.audit(0).state()).isEqualTo(State.PASSED);
        assertThat(scene.hops()).isEmpty();
    }

    @Test
    void a_miner_whose_upload_is_nothing_that_it_learned_earns_nothing_in_the_ledger() {
        var scene = EpochAuditScene.of(1);
        scene.epoch();
        var miner = scene.audit(1).subject().hotkey();
        scene.judgeAll(0, 1);
        scene.judgeAll(1, 1);
        scene.run().sweep();

        var services = scene.run().services();
        var ledger = EpochLedger.read(
                new ScoreBooks(services, new Runs(services)).texts().getFirst());
        assertThat(ledger.stages().get(1).miners())
                .filteredOn(one -> one.hotkey().equals(miner))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.normalised()).isNotEqualTo(Units.ZERO);
                    assertThat(one.score()).isEqualTo(Units.ZERO);
                });
        assertThat(ledger.stages().get(0).miners()).isNotEmpty().noneMatch(one -> one.score()
                .equals(Units.ZERO));
    }

    @Test
    void what_nobody_looks_at_lapses_after_a_time_that_follows_from_the_work() {
        var scene = EpochAuditScene.of(1);
        scene.epoch();
        var seconds = Math.round(6 * scene.audit(0).subject().seconds());
        var patience = EpochAuditScene.ALL.patience().plusSeconds(seconds);

        scene.run().clock().pass(patience.minusSeconds(10));
        scene.run().sweep();
        assertThat(scene.audit(0).state()).isEqualTo(State.DRAWN);
        scene.run().clock().pass(Duration.ofSeconds(20));
        scene.run().sweep();

        assertThat(scene.audit(0).state()).isEqualTo(State.LAPSED);
        assertThat(scene.audit(0).place().reason()).isEqualTo("not decided within " + patience);
        assertThat(scene.hops()).noneMatch(scene.audit(0).evidence().keys()::contains);
        assertThat(scene.run().run().audits().failed(0)).isEmpty();
    }

    @Test
    void a_log_that_names_what_was_not_accepted_is_no_audit_but_a_suspicion() {
        var scene = EpochAuditScene.of(2);
        scene.scene.miners(0).forEach(miner -> miner.describes = manifest -> claiming(manifest, 999));

        scene.epoch();

        assertThat(scene.audits()).extracting(audit -> audit.subject().stage()).containsExactly(1);
        assertThat(scene.kept(0, 0)).isZero();
        for (var miner : scene.scene.miners(0)) {
            var record = scene.run().record(miner.miner());
            assertThat(record.isSuspected()).isTrue();
            assertThat(record.conduct().faults()).isEqualTo(ConductSpec.DEFAULT.rubbish());
            assertThat(record.conduct().reason())
                    .isEqualTo("its upload of epoch 0 cannot be checked: step 1 of the log names microbatch 999,"
                            + " which was not accepted from it");
        }
        assertThat(scene.run().run().audits().failed(0)).isEmpty();
    }

    @Test
    void a_log_with_other_steps_than_were_reported_is_no_audit_but_a_suspicion() {
        var scene = EpochAuditScene.of(1);
        scene.scene
                .miners(0)
                .forEach(miner -> miner.describes = manifest -> new Manifest(
                        manifest.spec(),
                        manifest.hotkey(),
                        List.of(new LoggedStep(
                                1, manifest.steps().getFirst().microbatches().subList(0, 1))),
                        manifest.blocks()));

        scene.epoch();

        assertThat(scene.audits()).extracting(audit -> audit.subject().stage()).containsExactly(1);
        assertThat(scene.run().record(scene.scene.miners(0).getFirst().miner()).isSuspected())
                .isTrue();
    }

    @Test
    void a_miner_that_stored_something_else_than_it_signed_does_not_escape() {
        var scene = EpochAuditScene.of(1);
        scene.epoch();
        var gradient = scene.hops().stream()
                .filter(key -> key.contains("/1-B-"))
                .findFirst()
                .orElseThrow();
        scene.run().services().objects().write(gradient, "something else".getBytes(StandardCharsets.UTF_8));

        for (var works = scene.given(0); !works.isEmpty(); works = scene.given(0)) {
            works.forEach(
                    work -> scene.run().deliver(scene.validators.getFirst().givesUp(work)));
        }

        assertThat(scene.audit(1).state()).as("whose gradient it is").isEqualTo(State.CONFIRMED);
        assertThat(scene.audit(0).state()).as("who read it").isEqualTo(State.DRAWN);
    }

    @Test
    void where_miners_keep_moments_or_nobody_is_watched_nothing_is_kept() {
        for (var scene : List.of(
                EpochAuditScene.of(1, AuditSpec.NONE),
                new EpochAuditScene(
                        1, EpochAuditScene.epochs(Moments.KEPT), EpochAuditScene.ALL, UnaryOperator.identity()))) {
            scene.epoch();

            assertThat(scene.audits()).isEmpty();
            assertThat(scene.hops()).isEmpty();
            assertThat(scene.run().microbatch(0).hops()).noneMatch(hop -> hop.watched());
        }
    }

    @Test
    void an_epoch_that_was_given_up_leaves_nothing_behind() {
        var scene = EpochAuditScene.of(1);
        scene.scene.train();
        scene.scene.train();
        assertThat(scene.hops()).isNotEmpty();

        scene.run().control().rollback(0);
        scene.run().sweep();

        assertThat(scene.audits()).isEmpty();
        assertThat(EpochAuditScene.stages()).allMatch(stage -> scene.kept(0, stage) == 0);
    }

    private static Manifest claiming(Manifest manifest, long microbatch) {
        var ids = new ArrayList<>(manifest.steps().getFirst().microbatches());
        ids.add(microbatch);
        return new Manifest(manifest.spec(), manifest.hotkey(), List.of(new LoggedStep(1, ids)), manifest.blocks());
    }
}
