package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.util.Map;

/** A request as the HTTP API hands it to a function. */
final class TestRequest {
    private TestRequest() {}

    /** @param source address that it comes from */
    static APIGatewayV2HTTPEvent of(
            String method, String path, String body, Map<String, String> headers, String source) {
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withRawQueryString("")
                .withHeaders(headers)
                .withBody(body)
                .withIsBase64Encoded(false)
                .withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
                        .withHttp(APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                                .withMethod(method)
                                .withPath(path)
                                .withSourceIp(source)
                                .build())
                        .build())
                .build();
    }
}
