package dev.iota.local.cloud.states.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.cloud.states.Execution;
import dev.iota.local.cloud.states.ManualClock;
import dev.iota.local.cloud.states.StatesFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** An expression without end fails its execution and no other, and keeps nothing from starting. */
@Tag("cloud")
@TestInstance(Lifecycle.PER_CLASS)
class ExpressionBoundsTest {
    private static final String FOR_EVER = "($f := function($n){ $f($n + 1) }; $f(0))";

    private StatesFixture states;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        states = new StatesFixture(folder, new ManualClock());
    }

    @AfterAll
    void stop() throws Exception {
        states.close();
    }

    private static String pass(String expression) {
        return "\"A\": {\"Type\": \"Pass\", \"End\": true, \"Output\": \"{%% %s %%}\"}"
                .formatted(expression.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$length($pad('x', 1000000000))",
                FOR_EVER,
                "($f := function($n){ 1 + $f($n) }; $f(0))",
                "$contains($pad('x', 60, 'x'), /(x+x+)+\\1y/)"
            })
    void an_expression_without_end_fails_its_execution_and_no_other(String expression) throws Exception {
        failsAlone(expression);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$pad('x', 1000000000)",
                "$count([1..3000].([1..3000]))",
                "[1, " + FOR_EVER + "]",
                "$length($reduce([1..40], function($s, $i){ $s & $s }, 'x'))",
                "$length($string($reduce([1..40], function($a, $i){ {'l': $a, 'r': $a} }, 1)))"
            })
    @Tag("long")
    void an_expression_that_has_no_end_in_another_way_fails_its_execution_and_no_other(String expression)
            throws Exception {
        failsAlone(expression);
    }

    private void failsAlone(String expression) throws Exception {
        var endless = states.start(states.machine("A", pass(expression)), "{}");
        var other = states.start(states.machine("A", pass("1 + 1")), "{}");

        assertThat(states.ended(other).output()).isEqualTo("2");
        var ended = states.ended(endless);
        assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(ended.error()).isEqualTo("States.QueryEvaluationError");
    }

    @Test
    void a_failed_expression_is_an_error_that_can_be_caught() throws Exception {
        var machine = states.machine("A", """
                "A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "B", "States": {
                        "B": {"Type": "Pass", "Output": "{% $pad('x', 1000000000) %}", "End": true}}}],
                    "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "C"}]},
                "C": {"Type": "Pass", "Output": "caught", "End": true}""");

        assertThat(states.ended(states.start(machine, "{}")).output()).isEqualTo("\"caught\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1..200000]",
                "$reduce([1..18], function($s, $i){ $s & $s }, 'x')",
                "$reduce([1..60], function($a, $i){ {'l': $a, 'r': $a} }, 1)"
            })
    void a_value_beyond_the_limit_of_data_fails_by_that_name(String expression) throws Exception {
        var ended = states.ended(states.start(states.machine("A", pass(expression)), "{}"));

        assertThat(ended.error()).isEqualTo("States.DataLimitExceeded");
    }

    @Test
    void a_value_that_could_not_be_read_again_is_not_made() throws Exception {
        var ended = states.ended(
                states.start(states.machine("A", pass("$reduce([1..5000], function($a, $i){ {'a': $a} }, 1)")), "{}"));

        assertThat(ended.error()).isEqualTo("States.QueryEvaluationError");
        assertThat(ended.cause()).contains("nested more than 200 deep");
    }

    @Test
    @Tag("long")
    void expressions_that_follow_one_another_without_end_come_to_one() throws Exception {
        var slow = "$count([1..300].([1..300])) > 0";
        var machine = states.machine("A", pass(slow).replace("\"End\": true", "\"Next\": \"A\""));
        // Its history would be full first if it were quick; either way it ends.
        var execution = states.start(machine, "{}");

        assertThat(states.ended(execution).error()).isEqualTo("States.Runtime");
    }

    @Test
    void what_was_left_behind_does_not_keep_the_service_from_starting(@TempDir Path folder) throws Exception {
        var clock = new ManualClock();
        String endless;
        String waiting;
        try (var first = new StatesFixture(folder, clock)) {
            endless = first.start(first.machine("A", pass("1")), "{}");
            first.ended(endless);
            waiting = first.start(first.machine("W", """
                    "W": {"Type": "Wait", "Seconds": 5, "End": true}"""), "{}");
        }
        var executions = folder.resolve("executions");
        var log = executions.resolve(Execution.key(endless) + ".jsonl");
        var start = Files.readAllLines(log).getFirst();
        Files.writeString(log, start.replace("{% 1 %}", "{% " + FOR_EVER + " %}") + "\n");
        Files.writeString(executions.resolve("1".repeat(32) + ".jsonl"), "{\"arn\": 1}\n");
        Files.writeString(executions.resolve("2".repeat(32) + ".jsonl"), "no JSON\n");
        Files.writeString(folder.resolve("machines").resolve("torn.json"), "{\"arn");

        try (var second = new StatesFixture(folder, clock)) {
            second.pass(Duration.ofSeconds(5));
            assertThat(second.ended(waiting).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
            assertThat(second.ended(endless).error()).isEqualTo("States.QueryEvaluationError");
        }
        assertThat(executions.resolve("1".repeat(32) + ".jsonl.unreadable")).exists();
        assertThat(executions.resolve("2".repeat(32) + ".jsonl.unreadable")).exists();
        assertThat(folder.resolve("machines").resolve("torn.json.unreadable")).exists();
    }

    @Test
    void an_execution_whose_definition_is_not_understood_any_more_has_failed(@TempDir Path folder) throws Exception {
        var clock = new ManualClock();
        String execution;
        try (var first = new StatesFixture(folder, clock)) {
            execution = first.start(first.machine("W", """
                    "W": {"Type": "Wait", "Seconds": 5, "End": true}"""), "{}");
        }
        var log = folder.resolve("executions").resolve(Execution.key(execution) + ".jsonl");
        Files.writeString(log, Files.readString(log).replaceFirst("Wait", "Nap"));

        try (var second = new StatesFixture(folder, clock)) {
            assertThat(second.ended(execution).error()).isEqualTo("States.Runtime");
            assertThat(second.ended(execution).cause()).contains("'Nap', which does not exist");
            second.event(execution, "ExecutionFailed");
        }
        try (var third = new StatesFixture(folder, clock)) {
            assertThat(third.describe(execution).status()).isEqualTo(ExecutionStatus.FAILED);
        }
    }

    @Test
    void a_process_that_others_end_is_replaced_and_the_expression_computed() throws Exception {
        ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(ExpressionChild.class.getName()))
                .forEach(ProcessHandle::destroyForcibly);

        assertThat(states.ended(states.start(states.machine("A", pass("40 + 2")), "{}"))
                        .output())
                .isEqualTo("42");
    }
}
