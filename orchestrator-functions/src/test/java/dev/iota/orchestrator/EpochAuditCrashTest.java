package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.audit.Evidence;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.ConductSpec;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What decides which epochs are audited, and what becomes of these audits, may die after any of its calls and be run
 * again: each epoch of a run dies after another call.
 */
@Tag("crash")
@Tag("security")
class EpochAuditCrashTest {
    /** Of the calls of a handler every forty-first. */
    private static final int SOME = 41;

    /** More calls than any handler makes. */
    private static final int CALLS = 200;

    private final Crashes crashes = new Crashes();
    private final EpochAuditScene scene = new EpochAuditScene(
            1, EpochAuditScene.epochs(Moments.RESTARTED), EpochAuditScene.ALL.withConfirmations(1), crashes::around);
    private boolean died;

    @Test
    void each_epoch_is_audited_once_and_nothing_of_it_is_left() {
        everyEpoch(SOME);
    }

    @Test
    @Tag("long")
    void each_epoch_is_audited_once_and_nothing_of_it_is_left_after_whichever_call_a_handler_dies() {
        everyEpoch(1);
    }

    private void everyEpoch(int every) {
        for (int calls = 1, epoch = 0; calls <= CALLS; calls += every, epoch++) {
            died = false;
            auditedOnce(epoch, calls);
            if (!died) {
                confirmedOnce(epoch + 1);
                return;
            }
            scene.scene.next();
        }
        throw new AssertionError("a handler makes more than %d calls".formatted(CALLS));
    }

    private void auditedOnce(int epoch, int calls) {
        scene.train();
        scene.scene.through = handler -> dyingAfter(calls, handler);
        scene.scene.publishAndFlip();
        scene.scene.through = Runnable::run;

        var audits = audits(epoch);
        assertThat(audits).as("killed after call %d", calls).hasSize(EpochAuditScene.STAGES);
        audits.forEach(audit -> {
            var stage = audit.subject().stage();
            var evidence = (Evidence.OfEpoch) audit.evidence();
            assertThat(scene.kept(epoch, stage)).isEqualTo(evidence.extent().hops());
            assertThat(scene.hops()).containsAll(evidence.keys());
        });
        var drawn = EpochAuditScene.STAGES * (epoch + 1);
        assertThat(scene.run().status().now().audits().drawn()).isEqualTo(drawn);

        judgeAll(calls);
        // A handler that died between a lease and its message leaves an audit that no validator hears of.
        scene.run().clock().pass(EpochAuditScene.ALL.lease().plusSeconds(1));
        dyingAfter(calls, scene.run()::sweep);
        judgeAll(calls);
        assertThat(audits(epoch)).extracting(Audit::state).containsOnly(State.PASSED);
        assertThat(audits(epoch)).noneMatch(audit -> audit.place().evidenceKept());
        assertThat(scene.hops()).as("killed after call %d", calls).isEmpty();
        assertThat(scene.run().status().now().audits().passed()).isEqualTo(drawn);
    }

    /** The validator finds everything right that it is given. */
    private void judgeAll(int calls) {
        for (var works = scene.given(0); !works.isEmpty(); works = scene.given(0)) {
            works.forEach(work -> {
                var event = scene.validators.getFirst().judges(work, true);
                dyingAfter(calls, () -> scene.run().deliver(event));
            });
        }
    }

    /** The same verdict comes again and again, and dies a little later each time. */
    private void confirmedOnce(int epoch) {
        scene.scene.next();
        scene.epoch();
        var work = scene.given(0).getFirst();
        var event = scene.validators.getFirst().judges(work, false);
        for (var calls = 1;
                calls < CALLS && crashes.dies(calls, () -> scene.run().deliver(event));
                calls += SOME) {
            scene.run().restart();
        }

        var confirmed = scene.run().audits().audit(work.audit()).orElseThrow();
        var hops = ((Evidence.OfEpoch) confirmed.evidence()).extent().hops();
        assertThat(confirmed.state()).isEqualTo(State.CONFIRMED);
        assertThat(confirmed.place().evidenceKept()).isFalse();
        assertThat(scene.evidence()).hasSize(3 + 2 * hops);
        assertThat(scene.kept(epoch, work.stage())).isZero();
        assertThat(scene.run()
                        .services()
                        .miners()
                        .get(confirmed.subject().hotkey())
                        .orElseThrow()
                        .conduct()
                        .faults())
                .isEqualTo(ConductSpec.DEFAULT.audit());
    }

    private List<Audit> audits(int epoch) {
        return scene.audits().stream()
                .filter(audit -> audit.subject().epoch() == epoch)
                .toList();
    }

    private void dyingAfter(int calls, Runnable handler) {
        if (crashes.dies(calls, handler)) {
            died = true;
            scene.run().restart();
            handler.run();
        }
    }
}
