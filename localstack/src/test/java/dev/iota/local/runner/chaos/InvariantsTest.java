package dev.iota.local.runner.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.Json;
import dev.iota.local.runner.chaos.CellEvidence.Ending;
import dev.iota.local.runner.chaos.RunLedger.Entry;
import dev.iota.local.runner.chaos.RunLedger.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each rule with a report and tables that break it, and nothing else. */
class InvariantsTest {
    private static final int TOKENS = 64;
    private static final Cell KILLED_MINER = Cell.of("miner-0:kill:training");
    private static final Cell KILLED_RUNNER = Cell.of("runner:kill:training");
    private static final Cell HUNG_UP = Cell.of("runner:hup:training");
    private static final Cell FULL_DISK = Cell.of("cloud:disk:merging");

    private static ObjectNode report() {
        var report = Json.mapper().createObjectNode();
        report.put("outcome", "trained");
        report.putArray("warnings");
        report.put("steps", 1);
        report.put("tokens", 4 * TOKENS);
        report.put("microbatchesStarted", 4);
        report.put("microbatchesCompleted", 4);
        report.put("microbatchesInFlightAtStop", 0);
        report.put("microbatchesLost", 0);
        report.put("lossFirst", 5.5);
        report.put("heldOutLoss", 2.5);
        report.putArray("epochs").addObject();
        report.withArray("epochs").addObject();
        return report;
    }

    private static ObjectNode report(Consumer<ObjectNode> change) {
        var report = report();
        change.accept(report);
        return report;
    }

    /** Four microbatches, of which each stage has two steps: one of each replica. */
    private static RunLedger ledger() {
        return ledger(List.of(entry(0, 0), entry(1, 1), entry(2, 2), entry(3, 3)), steps(), List.of());
    }

    private static RunLedger ledger(List<Entry> completed, List<Step> second, List<String> carriedOver) {
        return new RunLedger(TOKENS, completed, List.of(steps(), second), carriedOver, 0);
    }

    private static List<Step> steps() {
        return List.of(new Step(List.of(0L, 1L)), new Step(List.of(2L, 3L)));
    }

    private static Entry entry(long id, long position) {
        return new Entry(id, position, false);
    }

    private static Ending ended(int status, JsonNode report) {
        return new Ending(OptionalInt.of(status), Optional.of(report));
    }

    private static Ending ended(int status) {
        return new Ending(OptionalInt.of(status), Optional.empty());
    }

    private static List<String> broken(Cell cell, Ending first, RunLedger ledger) {
        return Invariants.broken(
                new CellEvidence(cell, false, first, Optional.empty(), true, Optional.of(ledger), List.of()));
    }

    private static List<String> broken(Cell cell, Ending first, Ending resumed) {
        return Invariants.broken(
                new CellEvidence(cell, false, first, Optional.of(resumed), true, Optional.of(ledger()), List.of()));
    }

    private static List<String> broken(Cell cell, Ending first, boolean isResumable) {
        return Invariants.broken(
                new CellEvidence(cell, false, first, Optional.empty(), isResumable, Optional.empty(), List.of()));
    }

    private static List<String> brokenBy(Consumer<ObjectNode> change) {
        return broken(KILLED_MINER, ended(0, report(change)), ledger());
    }

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

    @Test
    void what_a_killed_runner_reported_before_is_not_held_against_it() {
        assertThat(broken(KILLED_RUNNER, ended(137, report(report -> report.remove("outcome"))), ended(0, report())))
                .isEmpty();
    }
}
