package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.cloud.count.Causes;
import dev.iota.cloud.count.Counting;
import dev.iota.core.api.RenewRequest;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.http.Api;
import dev.iota.orchestrator.http.CallLimit;
import dev.iota.orchestrator.member.Heartbeats;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.time.Instant;
import java.util.List;

/** {@code POST /v1/renew}: the heartbeat of a miner. */
public final class RenewFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final Heartbeats heartbeats;

    /** For Lambda. */
    public RenewFunction() {
        this(SnapStart.services(
                RenewFunction::new,
                rehearsal -> rehearsal.request(
                        "POST",
                        "/v1/renew",
                        new RenewRequest("", 1, 1, 0, List.of(), List.of(), List.of(), 0, 0, Instant.EPOCH))));
    }

    RenewFunction(Services services) {
        this.api = new Api(services, new StructuredLog(RenewFunction.class));
        this.heartbeats = new Heartbeats(services, Dispatcher.of(services));
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(request, context, CallLimit.HEARTBEAT, (run, apiCaller) -> {
            var renewal = apiCaller.read(RenewRequest.class);
            return Counting.because(
                    cause(renewal), () -> heartbeats.renew(run, apiCaller.hotkey(), apiCaller.signedAt(), renewal));
        });
    }

    /** What a miner costs that has no work, and no step to be confirmed of what it did, is a figure of its own. */
    private static String cause(RenewRequest renewal) {
        var idle = renewal.held().isEmpty()
                && renewal.awaiting().isEmpty()
                && renewal.unconfirmed().isEmpty();
        return idle ? Causes.IDLE : Causes.BUSY;
    }
}
