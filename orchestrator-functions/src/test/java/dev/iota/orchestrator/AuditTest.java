package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.shape.Resources;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.run.ConductSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of audits, and of miners through them. */
@Tag("security")
class AuditTest {
    private static final double FAULT = ConductSpec.DEFAULT.audit();
    private static final Duration MOMENT = Duration.ofSeconds(1);

    @Test
    void an_honest_miner_passes_and_the_evidence_is_removed() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        assertThat(scene.states()).containsOnly(State.DRAWN);
        assertThat(scene.hops()).as("evidence").hasSize(4);

        assertThat(scene.judgeAll(0, true)).isEqualTo(TestRun.STAGES);

        assertThat(scene.states()).containsOnly(State.PASSED);
        assertThat(scene.hops()).isEmpty();
        assertThat(scene.objects(Resources.EVIDENCE_PREFIX)).isEmpty();
        assertThat(scene.counts().drawn()).isEqualTo(3);
        assertThat(scene.counts().passed()).isEqualTo(3);
        assertThat(scene.counts().open()).isZero();
        assertThat(scene.counts().validatorSeconds()).isEqualTo(1.5);
        assertThat(scene.counts().minerSeconds())
                .as("two forwards and three backwards")
                .isEqualTo(5);
        assertThat(scene.counts().evidenceBytes()).isPositive();
        assertThat(List.of(scene.head, scene.middle, scene.tail)).allMatch(miner -> scene.faults(miner) == 0);
        assertThat(scene.run.run().audits().isSettled(0)).isTrue();
        assertThat(scene.run.run().audits().failed(0)).isEmpty();
    }

    @Test
    void a_fault_that_one_validator_finds_harms_nobody_before_a_second_one_finds_it() {
        var scene = AuditScene.of(AuditScene.EVERY, 2);
        scene.pass();

        scene.judge(0, work -> work.stage() != 1);
        assertThat(scene.audit(1).state()).isEqualTo(State.SUSPECT);
        assertThat(scene.faults(scene.middle)).isZero();
        assertThat(scene.run.run().audits().isSettled(0)).isFalse();

        assertThat(scene.judgeAll(1, false)).as("only what is suspect is left").isEqualTo(1);
        assertThat(scene.states()).containsExactly(State.PASSED, State.CONFIRMED, State.PASSED);
        assertThat(scene.faults(scene.middle)).isEqualTo(FAULT);
        assertThat(scene.run.record(scene.middle).conduct().reason()).contains("validators found its hop");
        assertThat(scene.run.record(scene.middle).isSuspected()).isTrue();
        assertThat(scene.run.run().audits().failed(0)).containsExactly(scene.middle.hotkey());
        assertThat(scene.run.run().audits().isSettled(0)).isTrue();
        assertThat(scene.faults(scene.head)).isZero();
        assertThat(scene.run.audits().validators())
                .allMatch(validator -> validator.tally().overruled() == 0);
    }

    @Test
    void with_the_second_confirmed_audit_a_miner_loses_its_place() {
        var scene = AuditScene.of(AuditScene.EVERY.withConfirmations(1), 1);
        scene.pass();
        scene.judge(0, work -> work.stage() != 1);
        scene.run.sweep();
        assertThat(scene.run.record(scene.middle).conduct().isEvicted()).isFalse();

        scene.pass();
        scene.judge(0, work -> work.stage() != 1);
        scene.run.sweep();

        assertThat(scene.run.record(scene.middle).conduct().isEvicted()).isTrue();
        assertThat(scene.run.record(scene.head).conduct().isEvicted()).isFalse();
    }

    @Test
    void one_lying_validator_of_three_harms_nobody_and_is_told_of() {
        var scene = AuditScene.of(AuditScene.EVERY, 3);
        scene.pass();

        scene.judgeAll(0, false);
        assertThat(scene.states()).containsOnly(State.SUSPECT);
        scene.judgeAll(1, true);
        assertThat(scene.states()).containsOnly(State.DISPUTED);
        scene.judgeAll(2, true);

        assertThat(scene.states()).containsOnly(State.PASSED);
        assertThat(scene.counts().disputed()).isEqualTo(3);
        assertThat(scene.faults(scene.middle)).isZero();
        assertThat(scene.run.run().audits().failed(0)).isEmpty();
        assertThat(scene.run.audits().validators())
                .allSatisfy(validator -> assertThat(validator.tally().overruled())
                        .isEqualTo(validator.hotkey().equals(scene.validator(0).hotkey()) ? 3 : 0));
    }

    /** What the rule of two cannot prevent; docs/trust.md says so. */
    @Test
    void two_lying_validators_of_three_harm_an_honest_miner() {
        var scene = AuditScene.of(AuditScene.EVERY, 3);
        scene.pass();

        scene.judgeAll(0, false);
        scene.judgeAll(1, false);
        scene.judgeAll(2, true);

        assertThat(scene.states()).containsOnly(State.CONFIRMED);
        assertThat(scene.faults(scene.middle)).isEqualTo(FAULT);
    }

    @Test
    void where_the_owner_asks_for_one_confirmation_one_validator_is_enough() {
        var scene = AuditScene.of(AuditScene.EVERY.withConfirmations(1), 1);
        scene.pass();

        scene.judgeAll(0, false);

        assertThat(scene.states()).containsOnly(State.CONFIRMED);
        assertThat(scene.counts().confirmed()).isEqualTo(3);
        assertThat(scene.faults(scene.tail)).isEqualTo(FAULT);
    }

    @Test
    void what_nobody_looks_at_lapses_is_counted_and_its_evidence_goes() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        scene.judge(0, work -> work.stage() != 1);

        scene.run.clock().pass(Duration.ofHours(2));
        scene.run.sweep();

        assertThat(scene.states()).containsExactly(State.PASSED, State.LAPSED, State.PASSED);
        assertThat(scene.counts().lapsed()).isEqualTo(1);
        assertThat(scene.counts().open()).isZero();
        assertThat(scene.faults(scene.middle)).as("one verdict alone").isZero();
        assertThat(scene.hops()).isEmpty();
        assertThat(scene.run.run().audits().isSettled(0)).isTrue();
    }

    @Test
    void a_validator_that_is_killed_loses_no_audit() {
        var scene = AuditScene.of(AuditScene.EVERY, 2);
        scene.pass();
        var lost = scene.given(0);
        assertThat(scene.audit(lost).state()).isEqualTo(State.LEASED);

        scene.run.clock().pass(AuditScene.EVERY.lease().plus(MOMENT));
        scene.run.sweep();
        assertThat(scene.audit(lost).state()).isEqualTo(State.DRAWN);
        scene.judgeAll(1, true);

        assertThat(scene.states()).containsOnly(State.PASSED);
        assertThat(scene.counts().lapsed()).isZero();
    }

    @Test
    void a_validator_that_is_alive_keeps_what_it_holds() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        var work = scene.given(0);

        for (var i = 0; i < 5; i++) {
            scene.run.clock().pass(Duration.ofMinutes(9));
            scene.validator(0).call(java.util.Optional.of(work.stage()), work.lease());
            scene.run.sweep();
        }

        assertThat(scene.audit(work).state()).isEqualTo(State.LEASED);
        assertThat(scene.audit(work).lease().orElseThrow().id()).isEqualTo(work.lease());
    }

    @Test
    void a_late_verdict_counts_while_it_is_wanted() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        var work = scene.given(0);
        scene.run.clock().pass(AuditScene.EVERY.lease().plus(MOMENT));
        scene.run.sweep();

        scene.run.deliver(scene.validator(0).judges(work, true));

        assertThat(scene.audit(work).state()).isEqualTo(State.PASSED);
    }
}
