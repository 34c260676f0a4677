package dev.iota.local.cloud.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.execution.Token;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InvalidOutputException;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/** What tasks do, how they end, and what is done about their errors. */
@Tag("cloud")
class TasksTest {
    private static final String WAITING = """
            "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Arguments": {
                "FunctionName": "iota-test-hold", "Payload": {"token": "{%% $states.context.Task.Token %%}"}}, %s
                    "End": true}""";

    private StatesFixture states;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void stop() throws Exception {
        states.close();
    }

    @Test
    void a_function_is_invoked_by_name_or_arn_and_its_answer_is_the_payload() throws Exception {
        var machine = states.machine("Call", """
                "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {
                    "FunctionName": "{% $states.input.f %}", "Payload": {"x": [1, null, "y"]}},
                    "Output": "{% $states.result %}", "End": true}""");
        var expected = "{\"ExecutedVersion\":\"$LATEST\",\"Payload\":{\"got\":{\"x\":[1,null,\"y\"]},"
                + "\"function\":\"iota-test-echo\"},\"StatusCode\":200}";

        for (var function :
                new String[] {"iota-test-echo", StatesFixture.PLACE.arn("lambda", "function:iota-test-echo")}) {
            var output = states.ended(states.start(machine, "{\"f\": \"%s\"}".formatted(function)))
                    .output();
            assertThat(Documents.parse(output)).isEqualTo(Documents.parse(expected));
        }
    }

    @Test
    void a_function_that_does_not_exist_fails_the_task() throws Exception {
        var ended = states.run("Call", """
                "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
                    "Arguments": {"FunctionName": "missing", "Payload": {}}}""", "{}");

        assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(ended.error()).isEqualTo("Lambda.ResourceNotFoundException");
        assertThat(ended.cause()).contains("missing");
    }

    @Test
    void what_a_function_throws_is_error_and_cause() throws Exception {
        var ended = states.run("Call", flaky(9, ""), "{}");

        assertThat(ended.error()).isEqualTo(Workers.FlakyException.class.getName());
        var cause = Documents.parse(ended.cause());
        assertThat(cause.path("errorMessage").asText()).isEqualTo("call 1");
        assertThat(cause.path("errorType").asText()).isEqualTo(ended.error());
        assertThat(cause.path("stackTrace")).isNotEmpty();
    }

    @Test
    void a_retry_waits_longer_each_time_up_to_its_bound() throws Exception {
        var execution = states.start(states.machine("Call", flaky(3, """
                "Retry": [{"ErrorEquals": ["Other"], "MaxAttempts": 9},
                    {"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 2, "BackoffRate": 3,
                        "MaxDelaySeconds": 5}],""")), "{}");

        var delays = new int[] {2, 5, 5};
        for (var retry = 0; retry < delays.length; retry++) {
            states.failures(execution, retry + 1);
            states.pass(Duration.ofSeconds(delays[retry]).minusMillis(1));
            assertThat(states.workers.flakyCalls.get()).isEqualTo(retry + 1);
            states.pass(Duration.ofMillis(1));
        }

        assertThat(states.ended(execution).output()).contains("\"call\":4");
    }

    @Test
    void retries_come_to_an_end_and_then_the_error_is_caught() throws Exception {
        var execution = states.start(states.machine("Call", flaky(9, """
                "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1, "JitterStrategy": "FULL"}],
                "Catch": [{"ErrorEquals": ["Other"], "Next": "Wrong"},
                    {"ErrorEquals": ["States.ALL"], "Next": "Caught", "Assign": {
                        "error": "{% $states.errorOutput.Error %}"},
                        "Output": "{% $states.errorOutput.Cause %}"}],""") + """
                , "Wrong": {"Type": "Fail"}, "Caught": {"Type": "Succeed", "Output": {"e": "{% $error %}",
                    "c": "{% $states.input %}"}}"""), "{}");
        states.failures(execution, 1);
        states.pass(Duration.ofSeconds(1));

        assertThat(states.ended(execution).output())
                .contains(Workers.FlakyException.class.getName())
                .contains("call 2");
    }

    @Test
    void a_task_that_takes_too_long_has_timed_out_and_its_token_with_it() throws Exception {
        var execution = states.start(
                states.machine("Ask", WAITING.formatted("\"TimeoutSeconds\": \"{% $states.input.t %}\",")),
                "{\"t\": 60}");
        var token = states.token();

        states.pass(Duration.ofSeconds(59));
        assertThat(states.describe(execution).status()).isEqualTo(ExecutionStatus.RUNNING);
        states.pass(Duration.ofSeconds(1));

        assertThat(states.ended(execution).error()).isEqualTo("States.Timeout");
        assertThatThrownBy(() -> states.succeed(token, "1")).isInstanceOf(TaskTimedOutException.class);
    }

    @Test
    void a_call_that_takes_too_long_has_timed_out_although_it_goes_on() throws Exception {
        var execution = states.start(states.machine("Call", """
                "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 5, "End": true,
                    "Arguments": {"FunctionName": "iota-test-gated", "Payload": {}},
                    "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Late"}]},
                "Late": {"Type": "Succeed", "Output": "late"}"""), "{}");
        states.gated();

        states.pass(Duration.ofSeconds(5));

        assertThat(states.ended(execution).output()).isEqualTo("\"late\"");
    }

    @Test
    void a_heartbeat_puts_off_the_timeout_that_silence_brings() throws Exception {
        var execution = states.start(
                states.machine("Ask", WAITING.formatted("\"HeartbeatSeconds\": 10, \"TimeoutSeconds\": 60,")), "{}");
        var token = states.token();

        states.pass(Duration.ofSeconds(9));
        states.client.sendTaskHeartbeat(request -> request.taskToken(token));
        states.pass(Duration.ofSeconds(9));
        assertThat(states.describe(execution).status()).isEqualTo(ExecutionStatus.RUNNING);
        states.pass(Duration.ofSeconds(1));

        assertThat(states.ended(execution).error()).isEqualTo("States.HeartbeatTimeout");
        assertThatThrownBy(() -> states.client.sendTaskHeartbeat(request -> request.taskToken(token)))
                .isInstanceOf(TaskTimedOutException.class);
    }

    @Test
    void a_token_may_come_back_before_the_function_that_was_given_it_returns() throws Exception {
        states.workers.onHold = token -> states.succeed(token, "{\"early\": true}");

        assertThat(states.run("Ask", WAITING.formatted(""), "{}").output()).isEqualTo("{\"early\":true}");
    }

    @Test
    void a_token_ends_its_task_once() throws Exception {
        var execution = states.start(states.machine("Ask", WAITING.formatted("")), "{}");
        var token = states.token();
        states.event(execution, "TaskSubmitted");

        assertThatThrownBy(() -> states.succeed(token, "no JSON")).isInstanceOf(InvalidOutputException.class);
        states.succeed(token, "{\"n\": 1}");

        assertThat(states.ended(execution).output()).isEqualTo("{\"n\":1}");
        assertThatThrownBy(() -> states.succeed(token, "{\"n\": 1}")).isInstanceOf(TaskTimedOutException.class);
        assertThatThrownBy(() -> states.client.sendTaskFailure(request -> request.taskToken(token)))
                .isInstanceOf(TaskTimedOutException.class);
    }

    @Test
    void what_never_was_a_token_is_invalid_and_one_of_no_execution_does_not_exist() {
        var foreign = new Token("0".repeat(32), 0, "0".repeat(32)).text();

        assertThatThrownBy(() -> states.succeed("garbage", "1")).isInstanceOf(InvalidTokenException.class);
        assertThatThrownBy(() -> states.succeed(foreign, "1")).isInstanceOf(TaskDoesNotExistException.class);
    }

    @Test
    void whoever_holds_the_token_can_fail_the_task() throws Exception {
        var execution = states.start(states.machine("Ask", WAITING.formatted("")), "{}");
        var token = states.token();

        states.client.sendTaskFailure(
                request -> request.taskToken(token).error("Mine").cause("told so"));

        assertThat(states.ended(execution).error()).isEqualTo("Mine");
        assertThat(states.describe(execution).cause()).isEqualTo("told so");
    }

    @Test
    void a_retried_task_has_a_new_token() throws Exception {
        var execution = states.start(
                states.machine("Ask", WAITING.formatted("\"Retry\": [{\"ErrorEquals\": [\"Mine\"]}],")), "{}");
        var first = states.token();
        states.client.sendTaskFailure(request -> request.taskToken(first).error("Mine"));
        states.pass(Duration.ofSeconds(1));
        var second = states.token();

        assertThatThrownBy(() -> states.succeed(first, "1")).isInstanceOf(TaskTimedOutException.class);
        states.succeed(second, "2");

        assertThat(states.ended(execution).output()).isEqualTo("2");
    }

    @Test
    void a_task_starts_executions_through_either_integration() throws Exception {
        var child = states.machine("A", """
                "A": {"Type": "Pass", "End": true}""");
        var execution = states.start(states.machine("One", """
                "One": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Next": "Two",
                    "Arguments": {"StateMachineArn": "%1$s", "Name": "one", "Input": {"x": 1}}},
                "Two": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startExecution", "Next": "Again",
                    "Arguments": {"StateMachineArn": "%1$s", "Name": "two", "Input": "{\\"x\\": 2}"},
                    "Output": "{%% $states.result.ExecutionArn %%}"},
                "Again": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startExecution", "End": true,
                    "Arguments": {"StateMachineArn": "%1$s", "Name": "two", "Input": "{}"},
                    "Catch": [{"ErrorEquals": ["Sfn.ExecutionAlreadyExistsException"],
                        "Output": "{%% $states.input %%}", "Next": "Was"}]},
                "Was": {"Type": "Succeed"}""".formatted(child)), "{}");

        var second = states.ended(execution).output().replace("\"", "");

        assertThat(states.ended(second).output()).isEqualTo("{\"x\":2}");
        assertThat(states.ended(second.replaceAll("two$", "one")).output()).isEqualTo("{\"x\":1}");
    }

    private static String flaky(int failures, String more) {
        return """
                "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", %s "End": true,
                    "Arguments": {"FunctionName": "iota-test-flaky", "Payload": {
                        "failures": %d}}}""".formatted(more, failures);
    }
}
