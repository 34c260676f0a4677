package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import dev.iota.orchestrator.context.Services;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Functions that have no right to something never ask for it. What each may do on AWS is read back from the stack, in
 * infra-cdk.
 */
@Tag("security")
class LeastPrivilegeTest {
    private static final Intercept REFUSED = (method, request, call) -> {
        throw SqsException.builder()
                .statusCode(403)
                .message("no right to " + method)
                .build();
    };

    private final TestRun run = TestRun.of(10);

    static List<Function<Services, Object>> functions() {
        return List.of(
                RegisterFunction::new,
                RenewFunction::new,
                StatusFunction::new,
                ReadFunction::new,
                UploadFunction::new,
                ValidateFunction::new,
                EpochFunction::new,
                MergeShardFunction::new,
                EventsFunction::new,
                TimersFunction::new,
                SweepFunction::new);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void no_function_calls_anything_when_it_is_made(Function<Services, Object> function) {
        assertThat(function.apply(confined(run))).isNotNull();
    }

    @Test
    void status_answers_without_a_right_on_any_queue() {
        var miner = run.miner(1);

        var response = new StatusFunction(confined(run))
                .handleRequest(miner.request("GET", "/v1/status", Map.of()), NoContext.get());

        assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
    }

    /** The same services without a right on queues, executions and roles. */
    private static Services confined(TestRun run) {
        var real = run.services().clients();
        var awsClients = new AwsClients(
                real.dynamoDb(),
                Intercept.client(SqsClient.class, real.sqs(), REFUSED),
                real.s3(),
                real.presigner(),
                Intercept.client(StsClient.class, real.sts(), REFUSED),
                Intercept.client(SfnClient.class, real.sfn(), REFUSED));
        return Services.of(run.services().names(), awsClients, run.clock(), run.random());
    }
}
