package dev.iota.local.runner.chaos;

import static dev.iota.local.runner.chaos.InvariantCases.FULL_DISK;
import static dev.iota.local.runner.chaos.InvariantCases.HUNG_UP;
import static dev.iota.local.runner.chaos.InvariantCases.KILLED_MINER;
import static dev.iota.local.runner.chaos.InvariantCases.TOKENS;
import static dev.iota.local.runner.chaos.InvariantCases.broken;
import static dev.iota.local.runner.chaos.InvariantCases.brokenBy;
import static dev.iota.local.runner.chaos.InvariantCases.ended;
import static dev.iota.local.runner.chaos.InvariantCases.entry;
import static dev.iota.local.runner.chaos.InvariantCases.ledger;
import static dev.iota.local.runner.chaos.InvariantCases.report;
import static dev.iota.local.runner.chaos.InvariantCases.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.chaos.RunLedger.Entry;
import dev.iota.local.runner.chaos.RunLedger.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report says of a run: each rule with a report and tables that break it, and nothing else. */
class ReportInvariantsTest {
    @Test
    void a_report_has_an_outcome_and_a_list_of_warnings() {
        assertThat(brokenBy(report -> report.remove("outcome")))
                .containsExactly("the report has nothing as its outcome");
        assertThat(brokenBy(report -> report.put("outcome", "fine")))
                .containsExactly("the report has fine as its outcome");
        assertThat(brokenBy(report -> report.remove("warnings"))).containsExactly("the report has no list of warnings");
    }

    @Test
    void exit_status_and_outcome_agree() {
        assertThat(brokenBy(report -> {
                    report.put("outcome", "partly");
                    report.withArray("warnings").add("why");
                }))
                .containsExactly("the outcome is 'partly' with exit status 0");
    }

    @Test
    void what_is_not_trained_is_explained() {
        assertThat(broken(
                        HUNG_UP,
                        ended(3, report(report -> report.put("outcome", "partly")
                                .put("steps", 0))),
                        ledger()))
                .contains("the outcome is 'partly' and no warning says why");
    }

    @Test
    void no_success_is_none() {
        assertThat(broken(KILLED_MINER, ended(0), true)).containsExactly("the exit status is 0 and there is no report");
        assertThat(brokenBy(report -> report.put("heldOutLoss", Double.NaN)))
                .containsExactly("the exit status is 0 although there is no held-out loss");
        assertThat(brokenBy(report -> report.put("heldOutLoss", 5.75)))
                .containsExactly(
                        "the exit status is 0 although the held-out loss 5.750 is not below the first loss 5.500");
        assertThat(brokenBy(report -> report.putArray("epochs").addObject()))
                .containsExactly("the exit status is 0 although 1 of 2 epochs were merged");
        assertThat(broken(
                        KILLED_MINER,
                        ended(0, report()),
                        ledger(ledger().completed(), steps(), List.of("epoch 0, stage 1: nobody uploaded"))))
                .containsExactly("the exit status is 0 although training was carried over: epoch 0, stage 1: nobody"
                        + " uploaded");
        assertThat(brokenBy(report -> report.put("steps", 0)))
                .contains("the exit status is 0 although no step was made");
    }

    @Test
    void what_was_given_back_when_training_was_over_is_said() {
        var owing = new RunLedger(TOKENS, ledger().completed(), ledger().steps(), List.of(), 2);
        var partly = report(
                change -> change.put("outcome", "partly").withArray("warnings").add("2"));

        assertThat(broken(KILLED_MINER, ended(3, partly), owing)).isEmpty();
        assertThat(broken(KILLED_MINER, ended(0, report()), owing).toString())
                .contains("exit status is 0 although 2 data positions were given back and not trained again");
    }

    @Test
    void no_failure_is_none() {
        var partly = report(report -> {
            report.put("outcome", "partly");
            report.withArray("warnings").add("a miner was slow");
        });

        assertThat(broken(FULL_DISK, ended(3, partly), ledger()))
                .containsExactly("exit status 3 although nothing is missing; warnings: [\"a miner was slow\"]");
        assertThat(broken(Cell.of("miner-1:memory:training"), ended(3, partly), ledger()))
                .as("it may go on without the miner, which nothing else shows")
                .isEmpty();
        assertThat(broken(Cell.of("miner-1:disk:training"), ended(3, partly), ledger()))
                .isEmpty();
    }

    @Test
    void nothing_is_lost_that_a_live_miner_could_do() {
        assertThat(brokenBy(report -> report.put("microbatchesLost", 1).put("microbatchesStarted", 5)))
                .containsExactly(
                        "the exit status is 0 although 1 microbatches are lost",
                        "1 microbatches are lost, although live miners could do them");
    }

    @Test
    void what_was_started_ended_in_some_way() {
        assertThat(brokenBy(report -> report.put("microbatchesStarted", 6)))
                .containsExactly("6 microbatches were started, and 4 ended in some way");
    }

    @Test
    void the_report_says_what_the_tables_say() {
        assertThat(brokenBy(report -> report.put("microbatchesCompleted", 3).put("microbatchesStarted", 3)))
                .containsExactly("microbatchesCompleted is 3 in the report and 4 in the tables");
        assertThat(brokenBy(report -> report.put("tokens", 300)))
                .containsExactly("tokens is 300 in the report and 256 in the tables");
        assertThat(brokenBy(report -> report.put("steps", 2)))
                .containsExactly("steps is 2 in the report and 1 in the tables");
    }

    @Test
    void a_data_position_counts_once() {
        var twice = List.of(entry(0, 0), entry(1, 1), entry(2, 2), entry(3, 2));

        assertThat(broken(KILLED_MINER, ended(0, report()), ledger(twice, steps(), List.of())))
                .containsExactly("data positions count twice: 2");
    }

    @Test
    void a_data_position_that_started_again_may_have_been_completed_before() {
        var redone = List.of(entry(0, 0), entry(1, 1), entry(2, 2), new Entry(3, 2, true));

        assertThat(broken(KILLED_MINER, ended(0, report()), ledger(redone, steps(), List.of())))
                .isEmpty();
    }

    @Test
    void a_microbatch_is_in_one_step_of_each_stage() {
        var again = List.of(new Step(List.of(0L, 1L)), new Step(List.of(1L, 2L, 3L)));
        var forgotten = List.of(new Step(List.of(0L, 1L)), new Step(List.of(2L)));

        assertThat(broken(KILLED_MINER, ended(0, report()), ledger(ledger().completed(), again, List.of())))
                .containsExactly("microbatches are in two steps of stage 1: 1");
        assertThat(broken(KILLED_MINER, ended(0, report()), ledger(ledger().completed(), forgotten, List.of())))
                .containsExactly("completed microbatches are in no step of stage 1 and do not start again: 3");
    }
}
