package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.orchestrator.admin.RunStatus;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.http.Api;
import dev.iota.orchestrator.http.CallLimit;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.util.Map;

/** {@code GET /v1/status}: how far the run is, for anyone with a hotkey. */
public final class StatusFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final RunStatus status;

    /** For Lambda. */
    public StatusFunction() {
        this(SnapStart.services(StatusFunction::new, rehearsal -> rehearsal.request("GET", "/v1/status", Map.of())));
    }

    public StatusFunction(Services services) {
        this.api = new Api(services, new StructuredLog(StatusFunction.class));
        this.status = new RunStatus(services, new Runs(services));
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(request, context, CallLimit.PUBLIC, (run, apiCaller) -> status.now());
    }
}
