package dev.iota.local.runner.operator;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.iota.cloud.reader.ViewSource;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.view.ReadApi;

/** The read API, answered in this process from the tables of a run. */
final class TableViews implements ViewSource {
    private final ReadApi api;

    TableViews(Services services) {
        this.api = new ReadApi(services);
    }

    @Override
    public Answer get(String path, String query) {
        var http = APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                .withMethod("GET")
                .withPath(path)
                .build();
        var answer = api.answer(APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withRawQueryString(query)
                .withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
                        .withHttp(http)
                        .build())
                .build());
        return new Answer(answer.getStatusCode(), answer.getBody());
    }

    @Override
    public String toString() {
        return "the tables of the run";
    }
}
