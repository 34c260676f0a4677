package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.RegisterRequest;

/** {@code POST /v1/register}: a miner takes part in the run, or takes over from an earlier process of itself. */
public final class RegisterFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final Runs runs;
    private final Registrar registrar;

    /** For Lambda. */
    public RegisterFunction() {
        this(Services.configured());
    }

    RegisterFunction(Services services) {
        var journal = new Journal(RegisterFunction.class);
        this.api = new Api(services, journal);
        this.runs = new Runs(services);
        var takeover = new Takeover(services, Dispatcher.of(services), new Restitution(services));
        this.registrar = new Registrar(services, takeover, journal);
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(
                request,
                caller -> registrar.register(runs.current(), caller.hotkey(), caller.read(RegisterRequest.class)));
    }
}
