package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.api.ErrorResponse;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.base.Json;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Who may validate, what validators are told, and which verdicts count. */
@Tag("security")
class ValidatorsTest {
    private final AuditScene scene = AuditScene.of(AuditScene.EVERY, 2);
    private final TestRun run = scene.run;
    private final TestValidator first = scene.validator(0);

    @Test
    void nobody_validates_whom_the_owner_does_not_list() {
        var stranger = TestValidator.stranger(run);

        var response = stranger.tryCall(Optional.empty());

        assertThat(response.getStatusCode()).isEqualTo(403);
        assertThat(Json.read(response.getBody(), ErrorResponse.class).error())
                .contains(stranger.hotkey() + " is not among them");
    }

    @Test
    void a_verdict_of_a_stranger_is_refused_unread() {
        scene.pass();
        var work = scene.given(0);

        run.deliver(TestValidator.stranger(run).judges(work, false));

        assertThat(scene.audit(work).verdicts()).isEmpty();
        assertThat(run.counted("eventsDropped", "STRANGER")).isEqualTo(1);
    }

    @Test
    void a_verdict_of_a_miner_is_refused_with_the_reason() {
        scene.pass();
        var work = scene.given(0);

        run.deliver(TestValidator.of(run, scene.head).judges(work, false));

        assertThat(scene.audit(work).verdicts()).isEmpty();
        assertThat(run.quarantined())
                .anyMatch(record -> record.reason().equals(scene.head.hotkey() + " is no validator of this run"));
    }

    @Test
    void a_verdict_under_the_lease_of_another_validator_is_refused() {
        scene.pass();
        var work = scene.given(0);
        scene.validator(1).call(Optional.empty());

        run.deliver(scene.validator(1).judges(work, false));

        assertThat(scene.audit(work).verdicts()).isEmpty();
    }

    @Test
    void a_second_verdict_of_one_validator_counts_no_more() {
        scene.pass();
        var work = scene.given(0);
        run.deliver(first.judges(work, false));

        run.deliver(first.judges(work, false));
        run.deliver(first.judges(work, true));

        assertThat(scene.audit(work).state()).isEqualTo(State.SUSPECT);
        assertThat(scene.audit(work).verdicts()).hasSize(1);
        assertThat(run.counted("eventsDropped", "WITHOUT_EFFECT")).isEqualTo(2);
        assertThat(scene.counts().validatorSeconds()).isEqualTo(0.5);
    }

    @Test
    void whom_the_owner_takes_off_the_list_judges_no_more() {
        scene.pass();
        var work = scene.given(0);
        run.audits().list(List.of());

        run.deliver(first.judges(work, false));

        assertThat(scene.audit(work).verdicts()).isEmpty();
        assertThat(first.tryCall(Optional.empty()).getStatusCode()).isEqualTo(403);
    }

    @Test
    void a_verdict_about_something_else_is_refused() {
        scene.pass();
        var work = scene.given(0);
        var other = new Work.Audit(
                work.run(),
                work.epoch(),
                (work.stage() + 1) % TestRun.STAGES,
                work.audit(),
                work.lease(),
                work.until(),
                work.checkpoint(),
                work.evidence());
        var none = new Work.Audit(
                work.run(), 0, 0, "f".repeat(32), work.lease(), work.until(), work.checkpoint(), work.evidence());

        run.deliver(first.judges(other, false), first.judges(none, false));

        assertThat(run.quarantined()).hasSize(2);
        assertThat(scene.audit(work).verdicts()).isEmpty();
    }

    @Test
    void nothing_that_a_validator_is_told_names_a_miner() {
        scene.pass();

        scene.judge(0, work -> {
            var told = Json.write(work);
            assertThat(Stream.of(scene.head, scene.middle, scene.tail))
                    .noneMatch(miner -> told.contains(miner.hotkey().address()));
            return true;
        });

        assertThat(scene.states()).containsOnly(State.PASSED);
    }

    @Test
    void no_validator_is_given_its_own_hop() {
        var own = TestValidator.of(run, scene.middle);
        scene.list(own);
        scene.pass();

        own.call(Optional.of(1));

        assertThat(own.receive()).isNotEmpty().noneMatch(work -> work.stage() == 1);
    }

    @Test
    void audits_of_the_stage_in_memory_come_first_and_others_when_there_are_none() {
        scene.pass();

        first.call(Optional.of(0));
        var work = first.receive();
        assertThat(work).extracting(Work.Audit::stage).containsExactly(0);
        run.deliver(first.judges(work.getFirst(), true));

        assertThat(first.receive()).hasSize(1).noneMatch(next -> next.stage() == 0);
    }

    @Test
    void what_has_waited_too_long_comes_before_the_stage_in_memory() {
        scene.passToTheTail();
        run.clock().pass(Duration.ofMinutes(61));
        for (var miner : List.of(scene.middle, scene.head)) {
            miner.renew(1);
            miner.receive().forEach(work -> run.deliver(scene.does(miner, work)));
        }

        first.call(Optional.of(0));

        assertThat(first.receive()).extracting(Work.Audit::stage).containsExactly(2);
    }

    @Test
    void a_validator_has_a_few_audits_at_once_and_the_next_with_each_verdict() {
        for (var i = 0; i < 6; i++) {
            scene.pass();
        }
        first.call(Optional.of(1));
        var work = first.receive();
        assertThat(work).hasSize(4).allMatch(audit -> audit.stage() == 1);
        first.call(Optional.of(1), work.stream().map(Work.Audit::lease).toArray(String[]::new));
        assertThat(first.receive()).isEmpty();

        run.deliver(first.judges(work.getFirst(), true));

        assertThat(first.receive()).hasSize(1);
    }

    @Test
    void a_process_that_starts_again_with_its_session_goes_on() {
        first.call(Optional.empty());
        var before = first.session();
        first.restart();

        var after = first.call(Optional.empty());

        assertThat(after.session()).isEqualTo(before.session());
        assertThat(after.inbox()).isEqualTo(before.inbox());
        assertThat(after.credentials()).isPresent();
        assertThat(after.spec()).isEqualTo(run.run().spec());
    }

    @Test
    void a_process_without_the_session_waits_until_the_other_is_silent_and_gets_its_audits_anew() {
        scene.pass();
        var work = scene.given(0);
        var inbox = first.session().inbox();
        first.forget();

        var refused = first.tryCall(Optional.empty());
        assertThat(refused.getStatusCode()).isEqualTo(409);
        assertThat(refused.getHeaders()).containsKey("retry-after");
        run.clock().pass(Duration.ofSeconds(31));
        first.call(Optional.empty());

        assertThat(first.session().inbox()).isNotEqualTo(inbox);
        assertThat(first.receive()).extracting(Work.Audit::audit).contains(work.audit());
        assertThatThrownBy(() -> run.services().clients().sqs().receiveMessage(b -> b.queueUrl(inbox)))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void what_two_validators_cannot_judge_lapses_with_the_reason() {
        scene.pass();
        var work = scene.given(0);
        run.deliver(first.givesUp(work));
        assertThat(scene.audit(work).state()).isEqualTo(State.DRAWN);

        scene.validator(1).call(Optional.of(work.stage()));
        run.deliver(scene.validator(1).givesUp(scene.validator(1).receive().getFirst()));

        assertThat(scene.audit(work).state()).isEqualTo(State.LAPSED);
        assertThat(scene.audit(work).place().reason()).contains("cannot judge it: for a test");
        assertThat(scene.counts().lapsed()).isEqualTo(1);
    }

    @Test
    void a_miner_whose_stored_object_is_gone_or_another_is_found_by_the_orchestrator_itself() {
        scene.pass();
        var work = scene.given(0);
        var audit = scene.audit(work);
        var gradient = run.run().works().gradient(run.microbatch(0), 2).orElseThrow();
        run.services().objects().write(gradient.key(), new byte[] {1});

        run.deliver(first.givesUp(work));

        assertThat(run.audits().audit(audit.id()).orElseThrow().state()).isEqualTo(State.CONFIRMED);
        assertThat(scene.faults(scene.tail)).isPositive();
    }

    @Test
    void a_rescuer_is_audited_for_its_backward_and_never_for_the_forward_of_another() {
        assertThat(run.miner(0).stage()).isZero();
        var rescuer = run.miner(1);
        assertThat(rescuer.stage()).isEqualTo(1);
        for (var miner : List.of(scene.head, scene.middle, rescuer, scene.tail)) {
            miner.receive().forEach(work -> run.deliver(scene.does(miner, work)));
        }
        var owner = Stream.of(scene.middle, rescuer)
                .filter(miner -> miner.hotkey().equals(run.microbatch(0).hops().get(1).hotkey()))
                .findFirst()
                .orElseThrow();
        var other = owner == scene.middle ? rescuer : scene.middle;
        run.deliver(owner.refusal(owner.receive().getFirst(), RefusalCause.UNABLE));
        var backward = (Work.Backward) other.receive().getFirst();

        run.deliver(scene.does(other, backward));

        var audit = scene.audit(1);
        assertThat(audit.subject().hotkey()).isEqualTo(other.hotkey());
        assertThat(audit.subject().seconds()).as("its backward alone").isEqualTo(1);
        var keys = audit.evidence().objects();
        assertThat(keys).containsOnlyKeys("input", "output-gradient", "input-gradient");
    }
}
