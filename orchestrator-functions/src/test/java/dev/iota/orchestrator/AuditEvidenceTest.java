package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.shape.Resources;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which hops are drawn for audits, and what of them is kept until when. */
@Tag("security")
class AuditEvidenceTest {
    @Test
    void what_shows_that_a_miner_was_wrong_is_kept_and_nothing_else() {
        var scene = AuditScene.of(AuditScene.EVERY, 2);
        scene.pass();
        var audit = scene.audit(1);

        scene.judge(0, work -> work.stage() != 1);
        scene.judgeAll(1, false);

        assertThat(scene.hops()).isEmpty();
        assertThat(scene.objects(Resources.EVIDENCE_PREFIX))
                .hasSize(4)
                .allMatch(key -> key.contains(audit.id()))
                .anyMatch(key -> key.endsWith("/input-gradient"));
        assertThat(scene.run.audits().audit(audit.id()).orElseThrow().verdicts())
                .hasSize(2);
    }

    @Test
    void evidence_stays_until_its_microbatch_is_done_with_it() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.passToTheTail();
        scene.judgeAll(0, true);
        var gradient =
                scene.run.run().works().gradient(scene.run.microbatch(0), 2).orElseThrow();
        assertThat(scene.audit(2).state()).isEqualTo(State.PASSED);
        assertThat(scene.hops()).contains(gradient.key());

        for (var miner : List.of(scene.middle, scene.head)) {
            miner.receive().forEach(work -> scene.run.deliver(scene.does(miner, work)));
        }
        scene.judgeAll(0, true);
        scene.run.clock().pass(Duration.ofMinutes(3));
        scene.run.sweep();

        assertThat(scene.states()).containsOnly(State.PASSED);
        assertThat(scene.hops()).isEmpty();
    }

    @Test
    void evidence_that_two_audits_share_goes_with_the_second() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        var work = scene.given(0);
        assertThat(work.stage()).isEqualTo(2);

        scene.run.deliver(scene.validator(0).judges(work, true));

        assertThat(scene.hops()).containsAll(scene.audit(1).evidence().keys());
        assertThat(scene.judge(0, audit -> true)).isEqualTo(2);
        assertThat(scene.hops()).isEmpty();
    }

    @Test
    void only_the_objects_of_drawn_hops_are_kept() {
        var scene = AuditScene.of(AuditScene.EVERY.withShare(0.08), 1);
        for (var i = 0; i < 16; i++) {
            scene.pass();
        }

        var audits = scene.run.audits().audits().toList();
        var evidence = new HashSet<String>();
        audits.forEach(audit -> evidence.addAll(audit.evidence().keys()));
        assertThat(audits.size()).as("some, not all").isBetween(1, 3 * 16 - 1);
        assertThat(scene.hops()).isEqualTo(evidence);
        assertThat(audits).allMatch(audit -> audit.subject().rate() == 0.4);
    }

    @Test
    void in_a_later_step_nobody_knows_the_weights_and_nothing_is_drawn() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        List.of(scene.head, scene.middle, scene.tail).forEach(miner -> miner.step(2));

        scene.pass();

        assertThat(scene.run.audits().audits()).isEmpty();
        assertThat(scene.hops()).isEmpty();
    }

    @Test
    void tokens_that_are_not_of_the_data_plan_alarm_and_nobody_is_to_blame() {
        var scene = AuditScene.of(AuditScene.EVERY, 2);
        scene.pass();
        var objects = scene.run.services().objects();
        scene.audit(0).evidence().keys().forEach(key -> objects.delete(List.of(key)));
        for (var validator : scene.validators) {
            validator.call(Optional.empty());
            for (var given = validator.receive(); !given.isEmpty(); given = validator.receive()) {
                given.forEach(work -> scene.run.deliver(
                        work.stage() == 0
                                ? validator.givesUp(work, AuditEvent.Cause.DATA)
                                : validator.judges(work, true)));
            }
        }

        assertThat(scene.audit(0).state()).isEqualTo(State.LAPSED);
        assertThat(scene.counts().otherData()).isEqualTo(1);
        assertThat(scene.faults(scene.head)).isZero();
    }

    @Test
    void a_run_without_audits_draws_none() {
        var scene = AuditScene.of(AuditSpec.NONE, 1);

        scene.pass();

        assertThat(scene.run.audits().audits()).isEmpty();
        assertThat(scene.run.microbatch(0).hops()).allMatch(hop -> hop.audit().isEmpty());
    }

    @Test
    void each_audit_is_about_the_miner_that_did_the_hop() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);

        scene.pass();

        assertThat(List.of(scene.audit(0), scene.audit(1), scene.audit(2)))
                .extracting(audit -> audit.subject().hotkey())
                .containsExactly(scene.head.hotkey(), scene.middle.hotkey(), scene.tail.hotkey());
        assertThat(List.of(scene.audit(0), scene.audit(1), scene.audit(2)))
                .extracting(Audit::id)
                .containsExactlyElementsOf(scene.run.microbatch(0).hops().stream()
                        .map(hop -> hop.audit().orElseThrow())
                        .toList());
    }

    @Test
    void what_a_validator_is_given_has_all_that_the_hop_needs() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        var works = new Work.Audit[TestRun.STAGES];
        scene.judge(0, work -> {
            works[work.stage()] = work;
            return true;
        });

        for (var stage = 0; stage < TestRun.STAGES; stage++) {
            var evidence = (HopEvidence) works[stage].evidence();
            assertThat(evidence.tokens().isPresent()).isEqualTo(stage != 1);
            assertThat(evidence.input().isPresent()).isEqualTo(stage != 0);
            assertThat(evidence.output().isPresent()).isEqualTo(stage != 2);
            assertThat(evidence.outputGradient().isPresent()).isEqualTo(stage != 2);
            assertThat(evidence.inputGradient().isPresent()).isEqualTo(stage != 0);
            assertThat(evidence.loss().isPresent()).isEqualTo(stage == 2);
        }
    }
}
