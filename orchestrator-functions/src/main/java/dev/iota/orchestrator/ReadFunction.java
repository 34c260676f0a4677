package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.snapshot.SnapStart;
import dev.iota.orchestrator.view.ReadApi;
import java.util.Map;

/** {@code GET /v1/…}: what anybody may see of the run, without a key. */
public final class ReadFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final ReadApi api;

    /** For Lambda. */
    public ReadFunction() {
        this(SnapStart.services(ReadFunction::new, rehearsal -> rehearsal.request("GET", "/v1/run", Map.of())));
    }

    public ReadFunction(Services services) {
        this.api = new ReadApi(services);
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(request);
    }
}
