package dev.iota.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.base.Json;
import dev.iota.core.identity.AnswerMark;
import dev.iota.orchestrator.StatusFunction;
import dev.iota.orchestrator.TestMiner;
import dev.iota.orchestrator.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class ApiTest {
    private static final String PATH = "/v1/status";

    private final TestRun run = TestRun.of(10);
    private final TestMiner miner = run.miner(1);

    @Test
    void a_signed_request_is_answered() {
        var response = answer(miner.request("GET", PATH, Map.of()));

        assertThat(response.getStatusCode()).isEqualTo(200);
        var status = Json.read(response.getBody(), StatusResponse.class);
        assertThat(status.phase()).isEqualTo(StatusResponse.Phase.OPEN);
        assertThat(status.started()).isEqualTo(1);
        assertThat(status.miners()).singleElement().satisfies(m -> assertThat(m.hotkey())
                .isEqualTo(miner.hotkey()));
    }

    @Test
    void a_clock_that_is_off_is_told_the_time() {
        var request = miner.request("GET", PATH, Map.of());
        run.clock().pass(Duration.ofSeconds(11));

        var response = answer(request);

        assertThat(response.getStatusCode()).isEqualTo(401);
        assertThat(error(response).time()).contains(run.clock().instant().toEpochMilli());
        assertThat(run.counted("requestsRefused", "UNTIMELY")).isEqualTo(1);
    }

    @Test
    void a_function_that_started_slowly_does_not_take_its_own_delay_for_the_callers_clock() {
        var request = miner.request("GET", PATH, Map.of());
        enters(request, run.clock().instant().plusSeconds(1));
        run.clock().pass(Duration.ofSeconds(21));

        assertThat(answer(request).getStatusCode()).isEqualTo(200);
        assertThat(answer(request).getStatusCode()).as("its nonce counted").isEqualTo(401);
        assertThat(run.counted("requestsRefused", "REPEATED")).isEqualTo(1);
    }

    @Test
    void a_request_sent_again_too_late_is_untimely_however_quick_the_function_is() {
        var request = miner.request("GET", PATH, Map.of());
        run.clock().pass(Duration.ofSeconds(11));
        enters(request, run.clock().instant());

        assertThat(answer(request).getStatusCode()).isEqualTo(401);
        assertThat(run.counted("requestsRefused", "UNTIMELY")).isEqualTo(1);
    }

    @Test
    void a_request_that_waited_longer_than_any_caller_does_is_untimely_because_its_nonce_may_be_forgotten() {
        var request = miner.request("GET", PATH, Map.of());
        enters(request, run.clock().instant());
        run.clock().pass(Duration.ofSeconds(41));

        assertThat(answer(request).getStatusCode()).isEqualTo(401);
        assertThat(run.counted("requestsRefused", "UNTIMELY")).isEqualTo(1);
    }

    @Test
    void a_nonce_counts_once_and_a_repeated_request_looks_like_any_other_that_is_refused() {
        var request = miner.request("GET", PATH, Map.of());
        assertThat(answer(request).getStatusCode()).isEqualTo(200);
        run.clock().pass(Duration.ofSeconds(9));
        var before = run.items(run.names().calls());

        var response = answer(request);

        assertThat(response.getStatusCode()).isEqualTo(401);
        assertThat(error(response).error()).isEqualTo("the request is not signed as it must be");
        assertThat(run.counted("requestsRefused", "REPEATED")).isEqualTo(1);
        // The address made another call; nothing else is written of it.
        assertThat(run.items(run.names().calls())).hasSameSizeAs(before);
        assertThat(answer(miner.request("GET", PATH, Map.of())).getStatusCode())
                .as("another nonce")
                .isEqualTo(200);
    }

    @Test
    void a_nonce_is_the_callers_own() {
        var other = run.miner(1);

        assertThat(answer(miner.requestWith("same", "GET", PATH, Map.of())).getStatusCode())
                .isEqualTo(200);
        assertThat(answer(other.requestWith("same", "GET", PATH, Map.of())).getStatusCode())
                .isEqualTo(200);
    }

    @Test
    void what_is_remembered_of_a_minute_names_when_it_may_be_forgotten() {
        answer(miner.request("GET", PATH, Map.of()));

        var later = run.clock().instant().plus(Duration.ofSeconds(60)).getEpochSecond();
        assertThat(run.items(run.names().calls())).isNotEmpty().allSatisfy(item -> assertThat(Long.parseLong(
                        java.util.Objects.requireNonNull(item.get("expires")).n()))
                .isBetween(later, later + 60));
    }

    @Test
    void other_refusals_look_alike() {
        var signed = miner.request("GET", PATH, Map.of());
        var otherPath = TestMiner.request("GET", "/v1/renew", signed.getBody(), signed.getHeaders());
        var otherMethod = TestMiner.request("POST", PATH, signed.getBody(), signed.getHeaders());
        var otherBody = TestMiner.request("GET", PATH, "{\"x\":1}", signed.getHeaders());
        var unsigned = TestMiner.request("GET", PATH, signed.getBody(), Map.of());
        var otherQuery = TestMiner.request("GET", PATH, signed.getBody(), signed.getHeaders());
        otherQuery.setRawQueryString("a=b");
        var headers = new HashMap<>(signed.getHeaders());
        headers.put("x-iota-nonce", "another");
        var otherNonce = TestMiner.request("GET", PATH, signed.getBody(), headers);

        for (var request : java.util.List.of(otherPath, otherMethod, otherBody, unsigned, otherQuery, otherNonce)) {
            var response = answer(request);
            assertThat(response.getStatusCode()).isEqualTo(401);
            assertThat(error(response))
                    .isEqualTo(new ErrorResponse(
                            "the request is not signed as it must be",
                            java.util.Optional.empty(),
                            java.util.Optional.empty()));
        }
        assertThat(run.counted("requestsRefused", "UNSIGNED")).isEqualTo(6);
    }

    @Test
    void a_body_that_is_too_long_is_refused_before_it_is_read() {
        var response = answer(TestMiner.request("GET", PATH, "x".repeat(64 * 1024 + 1), Map.of()));

        assertThat(response.getStatusCode()).isEqualTo(413);
    }

    @Test
    void a_body_that_cannot_be_understood_is_told_what_is_wrong_with_it() {
        var response = run.register()
                .handleRequest(miner.request("POST", "/v1/register", Map.of("colour", "green")), run.context());

        assertThat(response.getStatusCode()).isEqualTo(400);
        assertThat(error(response).error()).contains("session");
    }

    @Test
    void every_answer_says_whose_it_is_and_to_which_request_refusals_included() {
        var name = run.names().run();
        var request = miner.requestWith("n-1", "GET", PATH, Map.of());

        assertThat(mark(answer(request))).isEqualTo(name + " n-1");
        assertThat(mark(answer(request))).as("repeated, and so refused").isEqualTo(name + " n-1");
        assertThat(mark(answer(TestMiner.request("GET", PATH, "", Map.of()))))
                .as("without a nonce")
                .isEqualTo(name + " -");
        assertThat(mark(answer(TestMiner.request("GET", PATH, "", Map.of("x-iota-nonce", "two words")))))
                .as("a nonce of another form is not repeated")
                .isEqualTo(name + " -");
        assertThat(mark(answer(TestMiner.request("GET", PATH, "x".repeat(64 * 1024 + 1), Map.of("X-Iota-Nonce", "n")))))
                .as("names of headers have no case")
                .isEqualTo(name + " n");
    }

    /** The HTTP API saw it come at that time. */
    private static void enters(APIGatewayV2HTTPEvent request, Instant at) {
        request.getRequestContext().setTimeEpoch(at.toEpochMilli());
    }

    private static String mark(APIGatewayV2HTTPResponse response) {
        return String.valueOf(response.getHeaders().get(AnswerMark.HEADER));
    }

    private APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent request) {
        return new StatusFunction(run.services()).handleRequest(request, run.context());
    }

    private static ErrorResponse error(APIGatewayV2HTTPResponse response) {
        return Json.read(response.getBody(), ErrorResponse.class);
    }
}
