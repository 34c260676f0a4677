package dev.iota.local.runner.chaos;

import static dev.iota.local.runner.chaos.InvariantCases.FULL_DISK;
import static dev.iota.local.runner.chaos.InvariantCases.HUNG_UP;
import static dev.iota.local.runner.chaos.InvariantCases.KILLED_MINER;
import static dev.iota.local.runner.chaos.InvariantCases.KILLED_RUNNER;
import static dev.iota.local.runner.chaos.InvariantCases.broken;
import static dev.iota.local.runner.chaos.InvariantCases.ended;
import static dev.iota.local.runner.chaos.InvariantCases.ledger;
import static dev.iota.local.runner.chaos.InvariantCases.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.chaos.CellEvidence.Ending;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** How a run may end: each rule with a report and tables that break it, and nothing else. */
class InvariantsTest {
    @Test
    void a_run_that_trained_and_says_so_breaks_no_rule() {
        assertThat(broken(KILLED_MINER, ended(0, report()), ledger())).isEmpty();
    }

    @Test
    void a_hang_is_a_finding() {
        assertThat(broken(KILLED_MINER, new Ending(OptionalInt.empty(), Optional.empty()), true))
                .containsExactly("the run had not ended when its time was over");
        assertThat(broken(KILLED_RUNNER, ended(137), new Ending(OptionalInt.empty(), Optional.empty())))
                .containsExactly("the run had not ended when its time was over");
    }

    @Test
    void what_is_left_behind_is_a_finding() {
        var evidence = new CellEvidence(
                KILLED_MINER,
                false,
                ended(0, report()),
                Optional.empty(),
                true,
                Optional.of(ledger()),
                List.of("a process was left behind: 17"));

        assertThat(Invariants.broken(evidence)).containsExactly("a process was left behind: 17");
    }

    @Test
    void a_run_does_not_end_for_what_live_processes_can_do() {
        assertThat(broken(KILLED_MINER, ended(1), true))
                .containsExactly("the run ended with exit status 1, although live processes could finish it");
    }

    @Test
    void a_run_may_end_by_its_own_runners_death_and_is_then_resumed() {
        assertThat(broken(KILLED_RUNNER, ended(137), ended(0, report()))).isEmpty();
        assertThat(broken(FULL_DISK, ended(1), ended(0, report()))).isEmpty();
        assertThat(broken(KILLED_RUNNER, ended(137), ended(1)))
                .containsExactly("the run was resumed and ended with exit status 1");
    }

    @Test
    void a_run_that_ended_leaves_something_to_resume_unless_it_had_only_begun() {
        assertThat(broken(KILLED_RUNNER, ended(137), false))
                .containsExactly("the run ended with exit status 137 and left nothing to resume");
        assertThat(broken(Cell.of("runner:kill:start"), ended(137), false)).isEmpty();
    }

    @Test
    void a_run_that_is_asked_to_end_leaves_a_report() {
        assertThat(broken(HUNG_UP, ended(129), true))
                .containsExactly(
                        "the run was asked to end and ended with exit status 129",
                        "the run was asked to end and left no report");
        assertThat(broken(Cell.of("runner:term:start"), ended(130), false)).isEmpty();
        assertThat(broken(Cell.of("runner:term:merging"), ended(130), true)).hasSize(2);
    }

    @Test
    void a_run_that_is_asked_to_end_is_trained_in_part() {
        var early = report(report -> report.putArray("epochs").addObject());
        var partly = report(report -> {
            report.put("outcome", "partly");
            report.withArray("warnings").add("1 of 2 epochs were merged: it was asked to end");
        });

        assertThat(broken(HUNG_UP, ended(3, partly), ledger())).isEmpty();
        assertThat(broken(HUNG_UP, ended(0, early), ledger()))
                .containsExactly("the exit status is 0 although 1 of 2 epochs were merged");
    }

    @Test
    void a_run_that_lacked_something_may_be_trained_in_part_if_it_says_so() {
        var partly = report(report -> {
            report.put("outcome", "partly");
            report.withArray("warnings").add("one upload was left out");
            report.putArray("epochs").addObject();
        });

        assertThat(broken(FULL_DISK, ended(3, partly), ledger())).isEmpty();
    }

    @Test
    void what_a_killed_runner_reported_before_is_not_held_against_it() {
        assertThat(broken(KILLED_RUNNER, ended(137, report(report -> report.remove("outcome"))), ended(0, report())))
                .isEmpty();
    }
}
