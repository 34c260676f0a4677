package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.RenewRequest;

/** {@code POST /v1/renew}: the heartbeat of a miner. */
public final class RenewFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final Heartbeats heartbeats;

    /** For Lambda. */
    public RenewFunction() {
        this(Services.configured());
    }

    RenewFunction(Services services) {
        this.api = new Api(services, new Journal(RenewFunction.class));
        this.heartbeats = new Heartbeats(services, Dispatcher.of(services));
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(
                request,
                context,
                Gate.MEMBERS,
                (run, caller) -> heartbeats.renew(run, caller.hotkey(), caller.read(RenewRequest.class)));
    }
}
