package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import java.util.Map;

/** Asks for what anybody may see of a run. */
final class Looks {
    private Looks() {}

    static JsonNode tree(APIGatewayV2HTTPResponse response) {
        assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
        return Json.read(response.getBody(), JsonNode.class);
    }

    static <T> T ok(ReadFunction function, String path, String query, Class<T> type) {
        return Json.read(tree(get(function, path, query, Map.of())).toString(), type);
    }

    static APIGatewayV2HTTPResponse get(ReadFunction function, String path, String query, Map<String, String> headers) {
        APIGatewayV2HTTPEvent request = TestMiner.request("GET", path, "", headers);
        request.setRawQueryString(query);
        return function.handleRequest(request, NoContext.get());
    }
}
