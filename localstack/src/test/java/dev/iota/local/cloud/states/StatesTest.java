package dev.iota.local.cloud.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/** What each type of state does. */
@Tag("cloud")
@TestInstance(Lifecycle.PER_CLASS)
class StatesTest {
    private StatesFixture states;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        states = new StatesFixture(folder);
    }

    @AfterAll
    void stop() throws Exception {
        states.close();
    }

    @Test
    void a_pass_state_gives_its_output_and_without_one_its_input() throws Exception {
        var ended = states.run("A", """
                "A": {"Type": "Pass", "Next": "B"},
                "B": {"Type": "Pass", "Output": {"sum": "{% $states.input.a + 1 %}", "n": null, "text": "as it is"},
                      "End": true}""", "{\"a\": 1}");

        assertThat(ended.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(ended.output()).isEqualTo("{\"sum\":2,\"n\":null,\"text\":\"as it is\"}");
    }

    @Test
    void variables_are_assigned_together_after_all_of_them_were_computed() throws Exception {
        var ended = states.run("A", """
                "A": {"Type": "Pass", "Assign": {"a": 1, "b": 2}, "Next": "B"},
                "B": {"Type": "Pass", "Assign": {"a": "{% $b %}", "b": "{% $a %}"}, "Output": "{% [$a, $b] %}",
                    "Next": "C"},
                "C": {"Type": "Succeed", "Output": {"before": "{% $states.input %}",
                    "after": "{% [$a, $b] %}"}}""", "{}");

        assertThat(ended.output()).isEqualTo("{\"before\":[1,2],\"after\":[2,1]}");
    }

    @Test
    void the_context_tells_a_state_where_it_is() throws Exception {
        var machine = states.machine("Here", """
                "Here": {"Type": "Pass", "End": true, "Output": {
                    "id": "{% $states.context.Execution.Id %}", "name": "{% $states.context.Execution.Name %}",
                    "input": "{% $states.context.Execution.Input.x %}", "state": "{% $states.context.State.Name %}",
                    "now": "{% $now() %}", "millis": "{% $millis() %}"}}""");
        var execution = states.client
                .startExecution(request ->
                        request.stateMachineArn(machine).name("named").input("{\"x\": 7}"))
                .executionArn();

        assertThat(states.ended(execution).output())
                .isEqualTo(("{\"id\":\"%s\",\"name\":\"named\",\"input\":7,"
                                + "\"state\":\"Here\",\"now\":\"%s\",\"millis\":%d}")
                        .formatted(
                                execution,
                                states.clock.instant().toString().replace("Z", ".000Z"),
                                states.clock.millis()));
    }

    @Test
    void a_choice_goes_the_way_of_the_first_rule_that_holds() throws Exception {
        var machine = states.machine("Which", """
                "Which": {"Type": "Choice", "Default": "Else", "Assign": {"way": "default"}, "Choices": [
                    {"Condition": "{% $states.input.n > 10 %}", "Assign": {"way": "large"}, "Output": "big",
                        "Next": "End"},
                    {"Condition": "{% $states.input.n > 5 %}", "Assign": {"way": "medium"}, "Next": "End"}]},
                "Else": {"Type": "Pass", "Output": "else", "Next": "End"},
                "End": {"Type": "Succeed", "Output": "{% [$way, $states.input] %}"}""");

        assertThat(states.ended(states.start(machine, "{\"n\": 11}")).output()).isEqualTo("[\"large\",\"big\"]");
        assertThat(states.ended(states.start(machine, "{\"n\": 6}")).output()).isEqualTo("[\"medium\",{\"n\":6}]");
        assertThat(states.ended(states.start(machine, "{\"n\": 1}")).output()).isEqualTo("[\"default\",\"else\"]");
    }

    @Test
    void a_choice_without_a_way_fails() throws Exception {
        var ended = states.run("Which", """
                "Which": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n = 1 %}", "Next": "End"}]},
                "End": {"Type": "Succeed"}""", "{\"n\": 2}");

        assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(ended.error()).isEqualTo("States.NoChoiceMatched");
    }

    @Test
    void a_condition_that_is_neither_true_nor_false_fails() throws Exception {
        var ended = states.run("Which", """
                "Which": {"Type": "Choice", "Default": "End", "Choices": [{"Condition": "{% 1 %}", "Next": "End"}]},
                "End": {"Type": "Succeed"}""", "{}");

        assertThat(ended.error()).isEqualTo("States.QueryEvaluationError");
    }

    @Test
    void a_fail_state_gives_its_error_and_cause() throws Exception {
        var ended = states.run("No", """
                "No": {"Type": "Fail", "Error": "Mine",
                    "Cause": "{% 'because of ' & $states.input.why %}"}""", "{\"why\": \"x\"}");

        assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(ended.error()).isEqualTo("Mine");
        assertThat(ended.cause()).isEqualTo("because of x");
    }

    @Test
    void a_field_that_does_not_exist_fails_the_execution() throws Exception {
        var ended = states.run("A", """
                "A": {"Type": "Pass", "Output": "{% $states.input.nothing %}", "End": true}""", "{}");

        assertThat(ended.error()).isEqualTo("States.QueryEvaluationError");
        assertThat(ended.cause()).contains("$states.input.nothing");
    }

    @Test
    void a_wait_ends_when_its_time_has_come_and_not_before() throws Exception {
        var machine = states.machine("Wait", """
                "Wait": {"Type": "Wait", "Seconds": "{% $states.input.s %}", "Output": "waited", "Next": "Until"},
                "Until": {"Type": "Wait", "Timestamp": "{% $fromMillis($millis() + 3000) %}", "End": true}""");
        var execution = states.start(machine, "{\"s\": 10}");

        states.pass(Duration.ofSeconds(9));
        assertThat(states.describe(execution).status()).isEqualTo(ExecutionStatus.RUNNING);
        states.pass(Duration.ofSeconds(1));
        assertThat(states.event(execution, "WaitStateExited")
                        .stateExitedEventDetails()
                        .name())
                .isEqualTo("Wait");
        states.pass(Duration.ofSeconds(3));
        assertThat(states.ended(execution).output()).isEqualTo("\"waited\"");
    }

    @Test
    void parallel_branches_see_the_variables_and_give_their_outputs_in_order() throws Exception {
        var ended = states.run("Set", """
                "Set": {"Type": "Pass", "Assign": {"x": 5}, "Next": "Both"},
                "Both": {"Type": "Parallel", "Arguments": {"a": 1}, "Assign": {"all": "{% $states.result %}"},
                    "Branches": [
                    {"StartAt": "L", "States": {
                        "L": {"Type": "Pass", "Assign": {"own": 1}, "Next": "L2"},
                        "L2": {"Type": "Pass", "Output": "{% $x + $states.input.a + $own %}", "End": true}}},
                    {"StartAt": "R", "States": {"R": {"Type": "Pass", "End": true}}}], "Next": "End"},
                "End": {"Type": "Succeed", "Output": {"all": "{% $all %}", "input": "{% $states.input %}"}}""", "{}");

        assertThat(ended.output()).isEqualTo("{\"all\":[7,{\"a\":1}],\"input\":[7,{\"a\":1}]}");
    }

    @Test
    void a_failing_branch_ends_the_others_and_is_caught_outside() throws Exception {
        var machine = states.machine("Both", """
                "Both": {"Type": "Parallel", "End": true, "Branches": [
                    {"StartAt": "Long", "States": {"Long": {"Type": "Task", "End": true,
                        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Arguments": {
                            "FunctionName": "iota-test-hold", "Payload": {
                                "token": "{% $states.context.Task.Token %}"}}}}},
                    {"StartAt": "Soon", "States": {
                        "Soon": {"Type": "Wait", "Seconds": 1, "Next": "No"},
                        "No": {"Type": "Fail", "Error": "Bad", "Cause": "branch"}}}],
                    "Catch": [{"ErrorEquals": ["Bad"], "Assign": {"why": "{% $states.errorOutput.Cause %}"},
                        "Next": "Caught"}]},
                "Caught": {"Type": "Succeed", "Output": {"why": "{% $why %}", "error": "{% $states.input %}"}}""");
        var execution = states.start(machine, "{}");
        var token = states.token();

        states.pass(Duration.ofSeconds(1));

        assertThat(states.ended(execution).output())
                .isEqualTo("{\"why\":\"branch\",\"error\":{\"Error\":\"Bad\",\"Cause\":\"branch\"}}");
        assertThatThrownBy(() -> states.succeed(token, "1")).isInstanceOf(TaskTimedOutException.class);
    }

    @Test
    void a_map_passes_each_item_and_keeps_their_order() throws Exception {
        var ended = states.run("All", """
                "All": {"Type": "Map", "Items": "{% $states.input.items %}", "MaxConcurrency": 2,
                    "ItemSelector": {"i": "{% $states.context.Map.Item.Index %}",
                        "v": "{% $states.context.Map.Item.Value %}"},
                    "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "One", "States": {
                        "One": {"Type": "Pass", "Output": "{% $states.input.i * 10 + $states.input.v %}",
                            "End": true}}},
                    "Output": {"sum": "{% $sum($states.result) %}", "all": "{% $states.result %}"},
                        "End": true}""", "{\"items\": [1, 2, 3, 4, 5]}");

        assertThat(ended.output()).isEqualTo("{\"sum\":115,\"all\":[1,12,23,34,45]}");
    }

    @Test
    void a_map_of_nothing_gives_an_empty_array() throws Exception {
        var ended = states.run("All", """
                "All": {"Type": "Map", "ItemProcessor": {"StartAt": "One", "States": {
                    "One": {"Type": "Pass", "End": true}}}, "End": true}""", "[]");

        assertThat(ended.output()).isEqualTo("[]");
    }

    @Test
    void a_map_runs_no_more_iterations_at_once_than_it_may() throws Exception {
        var machine = states.machine("All", """
                "All": {"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": {"StartAt": "One", "States": {
                    "One": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                        "Arguments": {
                        "FunctionName": "iota-test-hold", "Payload": {"token": "{% $states.context.Task.Token %}"}},
                        "End": true}}}, "End": true}""");
        var execution = states.start(machine, "[1, 2, 3]");
        var first = states.token();
        var second = states.token();

        assertThat(states.workers.held).isEmpty();
        states.succeed(second, "\"b\"");
        var third = states.token();
        states.succeed(third, "\"c\"");
        states.succeed(first, "\"a\"");

        assertThat(states.ended(execution).output()).matches("\\[(\"a\",\"b\"|\"b\",\"a\"),\"c\"]");
    }

    @Test
    void a_failing_iteration_fails_the_map_which_may_be_tried_again() throws Exception {
        var machine = states.machine("All", """
                "All": {"Type": "Map", "Items": [1, 2], "ItemProcessor": {"StartAt": "One", "States": {
                    "One": {"Type": "Choice", "Default": "Fine", "Choices": [
                        {"Condition": "{% $states.input = 2 and $millis() < %d %}", "Next": "No"}]},
                    "No": {"Type": "Fail", "Error": "Two"},
                    "Fine": {"Type": "Succeed"}}},
                    "Retry": [{"ErrorEquals": ["Two"], "IntervalSeconds": 5}],
                        "End": true}""".replace("%d", Long.toString(states.clock.millis() + 5000)));
        var execution = states.start(machine, "{}");
        assertThat(states.event(execution, "MapStateFailed").id()).isPositive();

        states.pass(Duration.ofSeconds(5));

        assertThat(states.ended(execution).output()).isEqualTo("[1,2]");
    }

    @Test
    void an_execution_that_takes_too_long_is_ended() throws Exception {
        var execution = states.start(states.define("""
                {"QueryLanguage": "JSONata", "TimeoutSeconds": 30, "StartAt": "Wait", "States": {
                    "Wait": {"Type": "Wait", "Seconds": 60, "End": true}}}"""), "{}");

        states.pass(Duration.ofSeconds(30));

        assertThat(states.ended(execution).status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    }

    @Test
    void a_loop_ends_when_its_history_is_full() throws Exception {
        var ended = states.run("Again", """
                "Again": {"Type": "Pass", "Next": "Again"}""", "{}");

        assertThat(ended.error()).isEqualTo("States.Runtime");
        assertThat(ended.cause()).contains("25000");
    }

    @Test
    void data_beyond_the_limit_is_an_error_that_nothing_but_its_name_catches() throws Exception {
        var ended = states.run("A", """
                "A": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {
                        "B": {"Type": "Pass", "Output": "{% $join([1..60000].$string()) %}", "End": true}}}],
                    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}], "End": true},
                "Caught": {"Type": "Succeed"}""", "{}");

        assertThat(ended.error()).isEqualTo("States.DataLimitExceeded");
    }
}
