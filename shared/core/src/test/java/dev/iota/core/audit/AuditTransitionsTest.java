package dev.iota.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.audit.Audit.State;
import dev.iota.core.base.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class AuditTransitionsTest extends AuditRulesScene {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    @Test
    void one_validator_that_finds_it_right_is_enough() {
        var passed = after(fresh(), 0, true);

        assertThat(passed.state()).isEqualTo(State.PASSED);
        assertThat(passed.overruled()).isEmpty();
        assertThat(passed.place().reason()).contains("right").contains("measured");
    }

    @Test
    void one_validator_that_finds_it_wrong_decides_nothing() {
        assertThat(after(fresh(), 0, false).state()).isEqualTo(State.SUSPECT);
    }

    @Test
    void a_second_validator_that_finds_it_wrong_confirms_it() {
        assertThat(after(after(fresh(), 0, false), 1, false).state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void where_two_disagree_a_third_one_decides() {
        var disputed = after(after(fresh(), 0, false), 1, true);

        assertThat(disputed.state()).isEqualTo(State.DISPUTED);
        assertThat(disputed.isDisputed()).isTrue();
        var passed = after(disputed, 2, true);
        assertThat(passed.state()).isEqualTo(State.PASSED);
        assertThat(passed.overruled()).containsExactly(validator(0));
        var confirmed = after(disputed, 2, false);
        assertThat(confirmed.state()).isEqualTo(State.CONFIRMED);
        assertThat(confirmed.overruled()).containsExactly(validator(1));
    }

    @Test
    void where_the_owner_asks_for_one_confirmation_the_first_fault_counts() {
        var single = new AuditTransitions(SPEC.withConfirmations(1));

        assertThat(judged(single, leased(fresh(), 0), 0, false).next().state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void no_validator_answers_twice() {
        var suspect = after(fresh(), 0, false);

        assertThat(lease(suspect, 0, NOW).changed()).isFalse();
        assertThat(lease(suspect, 0, NOW).reason()).contains("has answered audit audit already");
        var again = judged(leased(suspect, 1), 0, false);
        assertThat(again.changed()).isFalse();
        assertThat(again.reason()).contains("has answered audit audit already");
    }

    @Test
    void no_validator_judges_its_own_hop() {
        assertThat(rules.lease(fresh(), "l", miner, NOW).reason()).contains("is about").contains("itself");
    }

    @Test
    void a_verdict_counts_only_under_a_lease_of_its_validator() {
        var stranger = judged(fresh(), 0, false);
        var other = judged(leased(fresh(), 0), 1, false);

        assertThat(stranger.changed()).isFalse();
        assertThat(stranger.reason()).contains("was not given to " + validator(0));
        assertThat(other.changed()).isFalse();
    }

    @Test
    void a_lease_that_ran_out_goes_to_another_validator_and_a_late_verdict_counts() {
        var out = NOW.plus(LEASE).plus(MOMENT);
        var leased = leased(fresh(), 0);

        assertThat(rules.due(leased, NOW.plus(LEASE)).changed()).isFalse();
        var waits = rules.due(leased, out).next();
        assertThat(waits.state()).isEqualTo(State.DRAWN);
        assertThat(judged(waits, 0, true).next().state()).isEqualTo(State.PASSED);
        var elsewhere = lease(waits, 1, out).next();
        var late = judged(elsewhere, 0, false).next();
        assertThat(late.state()).as("the other one is at it").isEqualTo(State.LEASED);
        assertThat(judged(late, 1, false).next().state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void a_validator_whose_process_died_may_have_it_again_but_cannot_hold_it_up_for_ever() {
        var audit = fresh();
        for (var time = 0; time < AuditTransitions.LEASES; time++) {
            var leased = lease(audit, 0, NOW);
            assertThat(leased.changed()).isTrue();
            audit = rules.release(leased.next(), validator(0), NOW).next();
        }

        assertThat(audit.state()).isEqualTo(State.DRAWN);
        assertThat(lease(audit, 0, NOW).reason()).contains("3 times and never answered");
        assertThat(lease(audit, 1, NOW).changed()).isTrue();
    }

    @Test
    void only_a_process_that_had_it_gives_it_back() {
        assertThat(rules.release(leased(fresh(), 0), validator(1), NOW).changed()).isFalse();
        assertThat(rules.release(fresh(), validator(0), NOW).changed()).isFalse();
    }

    @Test
    void a_validator_that_is_alive_keeps_it_but_no_longer_than_the_patience() {
        var leased = leased(fresh(), 0);
        var later = NOW.plus(Duration.ofMinutes(5));

        var longer = rules.extend(leased, "lease-0", validator(0), later).next();
        assertThat(longer.lease().orElseThrow().until()).isEqualTo(later.plus(LEASE));
        assertThat(rules.extend(leased, "lease-0", validator(1), later).changed()).isFalse();
        var last = rules.extend(leased, "lease-0", validator(0), NOW.plus(PATIENCE).minus(MOMENT));
        assertThat(last.next().lease().orElseThrow().until()).isEqualTo(NOW.plus(PATIENCE));
    }

    @Test
    void what_nobody_decides_in_time_lapses_and_harms_nobody() {
        var over = NOW.plus(PATIENCE);
        for (var audit : List.of(fresh(), after(fresh(), 0, false), after(after(fresh(), 0, false), 1, true))) {
            assertThat(rules.due(audit, over.minus(MOMENT)).changed()).isFalse();
            var lapsed = rules.due(audit, over).next();
            assertThat(lapsed.state()).isEqualTo(State.LAPSED);
            assertThat(lapsed.overruled()).isEmpty();
            assertThat(judged(lapsed, 2, false).changed()).isFalse();
        }
        assertThat(rules.due(leased(fresh(), 0), over.plus(MOMENT)).next().state())
                .isEqualTo(State.LAPSED);
        assertThat(lease(fresh(), 0, over).reason()).contains("no time left");
    }

    @Test
    void what_two_validators_cannot_judge_lapses() {
        var once = failed(leased(fresh(), 0), 0, true).next();

        assertThat(once.state()).isEqualTo(State.DRAWN);
        assertThat(lease(once, 0, NOW).changed()).as("it has answered").isFalse();
        var twice = failed(leased(once, 1), 1, true).next();
        assertThat(twice.state()).isEqualTo(State.LAPSED);
        assertThat(twice.place().reason()).contains("the input is missing");
    }

    @Test
    void a_miner_that_stored_nothing_does_not_escape() {
        assertThat(failed(leased(fresh(), 0), 0, false).next().state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    void who_has_no_lease_in_force_cannot_give_up() {
        var waits = rules.due(leased(fresh(), 0), NOW.plus(LEASE).plus(MOMENT)).next();

        assertThat(failed(waits, 0, true).changed()).isFalse();
        assertThat(failed(fresh(), 0, true).changed()).isFalse();
    }

    @Test
    void a_suspect_stays_suspect_when_the_second_validator_dies() {
        var leased = leased(after(fresh(), 0, false), 1);

        assertThat(rules.release(leased, validator(1), NOW).next().state()).isEqualTo(State.SUSPECT);
        assertThat(failed(leased, 1, true).next().state()).isEqualTo(State.SUSPECT);
    }

    @Test
    void what_is_on_record_holds_every_verdict_as_it_was_signed() {
        var confirmed = after(after(fresh(), 0, false), 1, false);

        assertThat(Json.read(Json.write(confirmed), Audit.class)).isEqualTo(confirmed);
        assertThat(confirmed.verdicts())
                .allSatisfy(verdict -> assertThat(verdict.signed().verified().key())
                        .startsWith("r/3/judged/audit/"));
    }
}
