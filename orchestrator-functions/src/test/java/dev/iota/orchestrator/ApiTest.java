package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.wire.Json;
import java.time.Duration;
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
    }

    @Test
    void a_body_that_is_too_long_is_refused_before_it_is_read() {
        var response = answer(TestMiner.request("GET", PATH, "x".repeat(64 * 1024 + 1), Map.of()));

        assertThat(response.getStatusCode()).isEqualTo(413);
    }

    @Test
    void a_body_that_cannot_be_understood_is_told_what_is_wrong_with_it() {
        var response = run.register()
                .handleRequest(miner.request("POST", "/v1/register", Map.of("colour", "green")), NoContext.get());

        assertThat(response.getStatusCode()).isEqualTo(400);
        assertThat(error(response).error()).contains("session");
    }

    private APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent request) {
        return new StatusFunction(run.services()).handleRequest(request, NoContext.get());
    }

    private static ErrorResponse error(APIGatewayV2HTTPResponse response) {
        return Json.read(response.getBody(), ErrorResponse.class);
    }
}
