package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;

/** {@code GET /v1/status}: how far the run is, for anyone with a hotkey. */
public final class StatusFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final RunAdmin admin;

    /** For Lambda. */
    public StatusFunction() {
        this(Services.configured());
    }

    StatusFunction(Services services) {
        this.api = new Api(services, new Journal(StatusFunction.class));
        this.admin = new RunAdmin(services);
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(request, context, Gate.PUBLIC, (run, caller) -> admin.status());
    }
}
