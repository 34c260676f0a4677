package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.RegisterRequest;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.PositionReturns;
import dev.iota.orchestrator.http.Api;
import dev.iota.orchestrator.http.CallLimit;
import dev.iota.orchestrator.member.Registrar;
import dev.iota.orchestrator.member.Takeover;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.util.Optional;

/** {@code POST /v1/register}: a miner takes part in the run, or takes over from an earlier process of itself. */
public final class RegisterFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final Registrar registrar;

    /** For Lambda. */
    public RegisterFunction() {
        this(SnapStart.services(
                RegisterFunction::new,
                rehearsal -> rehearsal.request(
                        "POST",
                        "/v1/register",
                        new RegisterRequest(Optional.empty(), Optional.empty(), "rehearsal", "none"))));
    }

    RegisterFunction(Services services) {
        var structuredLog = new StructuredLog(RegisterFunction.class);
        this.api = new Api(services, structuredLog);
        var takeover = new Takeover(services, Dispatcher.of(services), new PositionReturns(services));
        this.registrar = new Registrar(services, takeover, structuredLog);
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(
                request,
                context,
                CallLimit.REGISTER,
                (run, apiCaller) -> registrar.register(run, apiCaller.hotkey(), apiCaller.read(RegisterRequest.class)));
    }
}
