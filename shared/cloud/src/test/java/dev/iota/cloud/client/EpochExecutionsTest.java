package dev.iota.cloud.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** What is said to Step Functions, for which a scripted service answers here. */
class EpochExecutionsTest {
    private static final String MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:iota-alpha-epoch";
    private static final String EXECUTION = "arn:aws:states:eu-central-1:123456789012:execution:iota-alpha-epoch";

    private final ScriptedService service = ScriptedService.start();
    private int asked;
    private final EpochExecutions executions = new EpochExecutions(
            CloudServices.at(service.uri(), SfnClient.builder().httpClient(CloudServices.http())),
            new Names("alpha"),
            "eu-central-1",
            () -> {
                asked++;
                return "123456789012";
            });

    @AfterEach
    void leaveNothingBehind() {
        service.close();
    }

    @Test
    void an_execution_is_named_by_run_epoch_and_try_and_told_all_three() throws IOException {
        service.answer(200, "{\"executionArn\":\"arn\",\"startDate\":1}");

        executions.start(12, 3);

        var request = request(0, "StartExecution");
        assertThat(request.path("stateMachineArn").asText()).isEqualTo(MACHINE);
        assertThat(request.path("name").asText()).isEqualTo("alpha-12-3");
        assertThat(Json.mapper().readTree(request.path("input").asText()))
                .isEqualTo(Json.mapper().readTree("{\"run\":\"alpha\",\"epoch\":12,\"try\":3}"));
    }

    @Test
    void a_try_that_was_started_already_is_fine() throws IOException {
        service.fail("ExecutionAlreadyExists");

        executions.start(12, 3);

        assertThat(request(0, "StartExecution").path("name").asText()).isEqualTo("alpha-12-3");
    }

    @Test
    void that_an_execution_could_not_be_started_is_not_hidden() {
        service.fail("StateMachineDoesNotExist");

        assertThatThrownBy(() -> executions.start(12, 3)).isInstanceOf(SfnException.class);
    }

    @Test
    void the_name_of_the_longest_run_and_the_last_try_fits() throws IOException {
        service.answer(200, "{\"executionArn\":\"arn\",\"startDate\":1}");
        var longest = new EpochExecutions(
                CloudServices.at(service.uri(), SfnClient.builder().httpClient(CloudServices.http())),
                new Names("r".repeat(20)),
                "eu-central-1",
                () -> "1");

        longest.start(Integer.MAX_VALUE, Integer.MAX_VALUE);

        assertThat(request(0, "StartExecution").path("name").asText()).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void the_status_is_that_of_this_try() throws IOException {
        service.answer(200, "{\"status\":\"TIMED_OUT\",\"startDate\":1}");

        assertThat(executions.status(12, 3)).contains(ExecutionStatus.TIMED_OUT);
        assertThat(request(0, "DescribeExecution").path("executionArn").asText())
                .isEqualTo(EXECUTION + ":alpha-12-3");
    }

    @Test
    void a_try_that_never_started_has_no_status() {
        service.fail("ExecutionDoesNotExist");

        assertThat(executions.status(12, 4)).isEmpty();
    }

    @Test
    void that_a_status_could_not_be_read_is_not_taken_for_none() {
        service.fail("AccessDeniedException");

        assertThatThrownBy(() -> executions.status(12, 3)).isInstanceOf(SfnException.class);
    }

    @Test
    void a_task_goes_on_with_its_token() throws IOException {
        service.answer(200, "{}");

        executions.succeed("token");

        assertThat(request(0, "SendTaskSuccess").path("taskToken").asText()).isEqualTo("token");
        assertThat(Json.mapper()
                        .readTree(request(0, "SendTaskSuccess").path("output").asText()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})
    void a_task_that_waits_no_longer_is_done_with(String error) {
        service.fail(error);

        executions.succeed("token");

        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void any_other_refusal_of_an_answer_is_an_error() {
        service.fail("InvalidOutput");

        assertThatThrownBy(() -> executions.succeed("token")).isInstanceOf(SfnException.class);
    }

    @Test
    void the_account_is_asked_for_when_it_is_needed_and_not_before() {
        service.answer(200, "{}").answer(200, "{\"executionArn\":\"arn\",\"startDate\":1}");

        executions.succeed("token");
        assertThat(asked).isZero();

        executions.start(0, 1);
        assertThat(asked).isPositive();
    }

    private JsonNode request(int index, String operation) throws IOException {
        var request = service.requests().get(index);
        assertThat(request.operation()).isEqualTo(operation);
        return Json.mapper().readTree(request.body());
    }
}
