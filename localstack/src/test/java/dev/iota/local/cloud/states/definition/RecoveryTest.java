package dev.iota.local.cloud.states.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.local.cloud.states.Execution;
import dev.iota.local.cloud.states.ManualClock;
import dev.iota.local.cloud.states.StatesFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/**
 * What is left of executions when the process ends, in order or by a kill, of which a copy of the folder is the like.
 */
@Tag("cloud")
class RecoveryTest {
    private static final String ASK = """
            "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "TimeoutSeconds": 100,
                "Arguments": {"FunctionName": "iota-test-hold", "Payload": {
                    "token": "{% $states.context.Task.Token %}"}},
                "Next": "Wait"},
            "Wait": {"Type": "Wait", "Seconds": 50, "End": true}""";

    private final ManualClock clock = new ManualClock();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void a_token_stays_valid_when_the_process_is_killed() throws Exception {
        String execution;
        String token;
        try (var first = new StatesFixture(folder.resolve("a"), clock)) {
            execution = first.start(first.machine("Ask", ASK), "{}");
            token = first.token();
            first.event(execution, "TaskSubmitted");
            copy("a", "b");
        }
        try (var second = new StatesFixture(folder.resolve("b"), clock)) {
            second.succeed(token, "{\"n\": 1}");
            assertThatThrownBy(() -> second.succeed(token, "{}")).isInstanceOf(TaskTimedOutException.class);
            assertThat(second.workers.held).isEmpty();
            second.event(execution, "WaitStateEntered");
            copy("b", "c");
        }
        try (var third = new StatesFixture(folder.resolve("c"), clock)) {
            third.pass(Duration.ofSeconds(50));
            assertThat(third.ended(execution).output()).isEqualTo("{\"n\":1}");
        }
    }

    @Test
    void time_that_passed_while_nothing_ran_counts() throws Exception {
        String late;
        String waiting;
        try (var first = new StatesFixture(folder.resolve("a"), clock)) {
            var machine = first.machine("Ask", ASK);
            late = first.start(machine, "{}");
            first.token();
            waiting = first.start(machine, "{}");
            first.succeed(first.token(), "1");
        }
        clock.advance(Duration.ofSeconds(100));
        try (var second = new StatesFixture(folder.resolve("a"), clock)) {
            assertThat(second.ended(late).error()).isEqualTo("States.Timeout");
            assertThat(second.ended(waiting).output()).isEqualTo("1");
        }
    }

    @Test
    void a_call_that_was_under_way_is_made_again() throws Exception {
        String execution;
        try (var first = new StatesFixture(folder.resolve("a"), clock)) {
            execution = first.start(first.machine("Call", """
                    "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Output": "called",
                        "End": true,
                        "Arguments": {"FunctionName": "iota-test-gated", "Payload": {"x": 1}}}"""), "{}");
            first.gated();
            copy("a", "b");
        }
        try (var second = new StatesFixture(folder.resolve("b"), clock)) {
            second.gated();
            second.workers.gate.countDown();
            assertThat(second.ended(execution).output()).isEqualTo("\"called\"");
        }
    }

    @Test
    void branches_and_iterations_go_on_with_their_variables() throws Exception {
        String execution;
        try (var first = new StatesFixture(folder.resolve("a"), clock)) {
            execution = first.start(first.machine("Set", """
                    "Set": {"Type": "Pass", "Assign": {"x": 7}, "Next": "Both"},
                    "Both": {"Type": "Parallel", "End": true, "Branches": [
                        {"StartAt": "Done", "States": {"Done": {"Type": "Pass", "Output": "done", "End": true}}},
                        {"StartAt": "All", "States": {"All": {"Type": "Map", "Items": [1, 2], "MaxConcurrency": 1,
                            "End": true,
                            "ItemProcessor": {"StartAt": "W", "States": {
                                "W": {"Type": "Wait", "Seconds": 5, "Assign": {"y": "{% $x * $states.input %}"},
                                    "Next": "O"},
                                "O": {"Type": "Pass", "Output": "{% $x + $y %}", "End": true}}}}}}]}"""), "{}");
            first.pass(Duration.ofSeconds(5));
            first.event(execution, "MapIterationSucceeded");
            copy("a", "b");
        }
        try (var second = new StatesFixture(folder.resolve("b"), clock)) {
            second.pass(Duration.ofSeconds(5));
            assertThat(second.ended(execution).output()).isEqualTo("[\"done\",[14,21]]");
        }
    }

    @Test
    void what_was_written_in_half_is_cut_off() throws Exception {
        String execution;
        try (var first = new StatesFixture(folder.resolve("a"), clock)) {
            execution = first.start(first.machine("Wait", """
                    "Wait": {"Type": "Wait", "Seconds": 5, "End": true}"""), "{}");
        }
        var executions = folder.resolve("a").resolve("executions");
        var log = executions.resolve(Execution.key(execution) + ".jsonl");
        Files.writeString(log, "{\"events\":[{\"ty", StandardOpenOption.APPEND);
        Files.writeString(executions.resolve("0".repeat(32) + ".jsonl"), "{\"arn\":\"arn:");
        try (var second = new StatesFixture(folder.resolve("a"), clock)) {
            second.pass(Duration.ofSeconds(5));
            assertThat(second.ended(execution).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        }
        try (var third = new StatesFixture(folder.resolve("a"), clock);
                var files = Files.list(executions)) {
            assertThat(third.describe(execution).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void an_execution_that_was_started_and_did_not_begin_begins() throws Exception {
        String execution;
        try (var first = new StatesFixture(folder.resolve("a"), clock)) {
            execution = first.start(first.machine("A", """
                    "A": {"Type": "Pass", "End": true}"""), "{\"x\": 1}");
            first.ended(execution);
        }
        var log = folder.resolve("a").resolve("executions").resolve(Execution.key(execution) + ".jsonl");
        Files.writeString(log, Files.readAllLines(log).getFirst() + "\n");
        try (var second = new StatesFixture(folder.resolve("a"), clock)) {
            assertThat(second.ended(execution).output()).isEqualTo("{\"x\":1}");
        }
    }

    @Test
    void an_open_execution_keeps_the_definition_that_it_was_started_with() throws Exception {
        String execution;
        try (var first = new StatesFixture(folder.resolve("a"), clock)) {
            var machine = first.machine("Wait", """
                    "Wait": {"Type": "Wait", "Seconds": 5, "Output": "old", "End": true}""");
            execution = first.start(machine, "{}");
            var made = first.states.machine(machine);
            first.states.deploy(made.name(), made.definition().replace("old", "new"), StatesFixture.ROLE);
        }
        try (var second = new StatesFixture(folder.resolve("a"), clock)) {
            var next = second.start(execution.replaceAll(":execution:(.*):.*", ":stateMachine:$1"), "{}");
            second.pass(Duration.ofSeconds(5));
            assertThat(second.ended(execution).output()).isEqualTo("\"old\"");
            assertThat(second.ended(next).output()).isEqualTo("\"new\"");
        }
    }

    @Test
    void executions_that_ended_ninety_days_ago_are_forgotten() throws Exception {
        String execution;
        try (var first = new StatesFixture(folder.resolve("a"), clock)) {
            execution = first.start(first.machine("A", """
                    "A": {"Type": "Pass", "End": true}"""), "{}");
            first.ended(execution);
        }
        clock.advance(Duration.ofDays(90));
        try (var second = new StatesFixture(folder.resolve("a"), clock);
                var files = Files.list(folder.resolve("a").resolve("executions"))) {
            assertThat(files).isEmpty();
            assertThat(second.states.machines()).hasSize(1);
        }
    }

    /** The folder as a kill would have left it at this moment. */
    private void copy(String from, String to) throws IOException {
        var source = folder.resolve(from);
        try (var files = Files.walk(source)) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(to).resolve(source.relativize(file)));
            }
        }
    }
}
