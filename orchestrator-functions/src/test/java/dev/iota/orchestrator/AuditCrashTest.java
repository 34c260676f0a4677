package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.shape.Resources;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.run.ConductSpec;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What decides audits may die after any of its calls and be run again: nothing is lost and nothing counts twice. */
@Tag("crash")
class AuditCrashTest {
    /** Of the calls of a handler every thirty-seventh. */
    private static final int SOME = 37;

    /** More calls than any handler makes. */
    private static final int CALLS = 140;

    private final Crashes crashes = new Crashes();

    @Test
    void a_hop_is_drawn_once() {
        drawnOnce(SOME);
    }

    @Test
    @Tag("long")
    void a_hop_is_drawn_once_after_whichever_call_the_handler_dies() {
        drawnOnce(1);
    }

    private void drawnOnce(int every) {
        afterCalls(
                every,
                scene -> {
                    scene.passToTheTail();
                    var event = scene.does(scene.middle, scene.middle.receive().getFirst());
                    return () -> scene.run.deliver(event);
                },
                scene -> {
                    assertThat(scene.run.audits().audits()).hasSize(2);
                    assertThat(scene.counts().drawn()).isEqualTo(2);
                    assertThat(scene.run.microbatch(0).hops().get(1).audit())
                            .contains(scene.audit(1).id());
                });
    }

    @Test
    void a_verdict_counts_once_and_its_evidence_goes() {
        passedOnce(SOME);
    }

    @Test
    @Tag("long")
    void a_verdict_counts_once_and_its_evidence_goes_after_whichever_call_the_handler_dies() {
        passedOnce(1);
    }

    private void passedOnce(int every) {
        afterCalls(
                every,
                scene -> {
                    scene.pass();
                    var event = scene.validator(0).judges(scene.given(0), true);
                    return () -> scene.run.deliver(event);
                },
                scene -> {
                    var passed = scene.audit(2);
                    assertThat(passed.state()).isEqualTo(State.PASSED);
                    assertThat(passed.place().evidenceKept()).isFalse();
                    assertThat(scene.counts().passed()).isEqualTo(1);
                    assertThat(scene.counts().validatorSeconds()).isEqualTo(0.5);
                    assertThat(scene.run
                                    .audits()
                                    .validators()
                                    .getFirst()
                                    .tally()
                                    .verdicts())
                            .isEqualTo(1);
                    assertThat(scene.hops()).as("another audit needs them").hasSize(4);
                    assertThat(scene.audit(0).state() == State.LEASED
                                    || scene.audit(1).state() == State.LEASED)
                            .as("the next one is leased")
                            .isTrue();
                });
    }

    @Test
    void a_confirmed_audit_is_one_fault() {
        confirmedOnce(SOME);
    }

    @Test
    @Tag("long")
    void a_confirmed_audit_is_one_fault_after_whichever_call_the_handler_dies() {
        confirmedOnce(1);
    }

    private void confirmedOnce(int every) {
        afterCalls(
                every,
                scene -> {
                    scene.pass();
                    scene.judge(0, work -> work.stage() != 1);
                    var event = scene.validator(1).judges(scene.given(1), false);
                    return () -> scene.run.deliver(event);
                },
                scene -> {
                    assertThat(scene.audit(1).state()).isEqualTo(State.CONFIRMED);
                    assertThat(scene.faults(scene.middle)).isEqualTo(ConductSpec.DEFAULT.audit());
                    assertThat(scene.run.run().audits().failed(0)).containsExactly(scene.middle.hotkey());
                    assertThat(scene.counts().confirmed()).isEqualTo(1);
                    assertThat(scene.objects(Resources.EVIDENCE_PREFIX)).hasSize(4);
                    assertThat(scene.hops()).isEmpty();
                });
    }

    @Test
    void an_audit_whose_validator_died_goes_back_once() {
        goesBackOnce(SOME);
    }

    @Test
    @Tag("long")
    void an_audit_whose_validator_died_goes_back_once_after_whichever_call_the_sweep_dies() {
        goesBackOnce(1);
    }

    private void goesBackOnce(int every) {
        sweptOnce(AuditScene.EVERY.lease().plusSeconds(1), every, scene -> {
            assertThat(scene.states()).containsOnly(State.DRAWN);
            assertThat(scene.counts().open()).isEqualTo(3);
        });
    }

    @Test
    void an_audit_that_nobody_decides_lapses_once() {
        lapsesOnce(SOME);
    }

    @Test
    @Tag("long")
    void an_audit_that_nobody_decides_lapses_once_after_whichever_call_the_sweep_dies() {
        lapsesOnce(1);
    }

    private void lapsesOnce(int every) {
        sweptOnce(AuditScene.EVERY.patience().plusSeconds(1), every, scene -> {
            assertThat(scene.states()).containsOnly(State.LAPSED);
            assertThat(scene.counts().lapsed()).isEqualTo(3);
            assertThat(scene.hops()).isEmpty();
        });
    }

    private void sweptOnce(Duration after, int every, Consumer<AuditScene> then) {
        afterCalls(
                every,
                scene -> {
                    scene.pass();
                    scene.given(0);
                    scene.run.clock().pass(after);
                    return scene.run::sweep;
                },
                then);
    }

    @Test
    void a_validator_registers_and_is_given_its_audits() {
        registersOnce(SOME / 2);
    }

    @Test
    @Tag("long")
    void a_validator_registers_and_is_given_its_audits_after_whichever_call_the_handler_dies() {
        registersOnce(1);
    }

    private void registersOnce(int every) {
        afterCalls(
                every,
                scene -> {
                    scene.pass();
                    return () -> {
                        // Whoever got no answer waits until the session that it does not know passes for dead.
                        scene.run.clock().pass(Duration.ofSeconds(31));
                        scene.validator(0).call(Optional.empty());
                    };
                },
                scene -> {
                    assertThat(scene.validator(0).receive())
                            .as("what it is told of, now or when a lease without a message runs out")
                            .hasSizeLessThanOrEqualTo(1);
                    scene.run.clock().pass(AuditScene.EVERY.lease().plusSeconds(1));
                    scene.run.sweep();
                    assertThat(scene.judgeAll(0, true)).isEqualTo(3);
                    assertThat(scene.states()).containsOnly(State.PASSED);
                });
    }

    /** The next audit is leased by one write, and its validator is told by another: in between nobody knows of it. */
    @Test
    void an_audit_that_was_leased_by_a_handler_that_died_before_its_message_is_given_again() {
        var scene = AuditScene.of(AuditScene.EVERY, 1, crashes::around);
        scene.pass();
        var event = scene.validator(0).judges(scene.given(0), true);
        crashes.before("sendMessage");
        assertThat(crashes.dies(() -> scene.run.deliver(event))).isTrue();
        scene.run.restart();
        scene.run.deliver(event);
        assertThat(scene.states()).containsExactlyInAnyOrder(State.PASSED, State.LEASED, State.DRAWN);
        scene.validator(0).call(Optional.empty());
        assertThat(scene.validator(0).receive()).isEmpty();

        scene.run.clock().pass(AuditScene.EVERY.lease().plusSeconds(1));
        scene.run.sweep();

        assertThat(scene.judgeAll(0, true)).isEqualTo(2);
        assertThat(scene.states()).containsOnly(State.PASSED);
    }

    /** A validator dies with every audit in its hands, and comes back: none is lost. */
    @Test
    void a_validator_killed_in_the_middle_of_an_audit_loses_none() {
        var scene = AuditScene.of(AuditScene.EVERY, 1);
        scene.pass();
        for (var killed = 0; killed < 2; killed++) {
            Work.Audit lost = scene.given(0);
            assertThat(scene.audit(lost).state()).isEqualTo(State.LEASED);
            scene.validator(0).forget();
            scene.run.clock().pass(Duration.ofSeconds(31));
        }

        scene.judgeAll(0, true);

        assertThat(scene.states()).containsOnly(State.PASSED);
        assertThat(scene.counts().lapsed()).isZero();
    }

    /** Lets an action die after calls, each time in a new run, and once more. */
    private void afterCalls(int every, Function<AuditScene, Runnable> action, Consumer<AuditScene> then) {
        for (var calls = 1; calls <= CALLS; calls += every) {
            crashes.never();
            var scene = AuditScene.of(AuditScene.EVERY, 2, crashes::around);
            var killed = action.apply(scene);
            scene.run.restart();
            var died = crashes.dies(calls, killed);
            scene.run.restart();
            killed.run();
            then.accept(scene);
            assertThat(scene.run.miscounted()).isEmpty();
            scene.run.forget();
            if (!died) {
                return;
            }
        }
        throw new AssertionError("the handler makes more than %d calls".formatted(CALLS));
    }
}
