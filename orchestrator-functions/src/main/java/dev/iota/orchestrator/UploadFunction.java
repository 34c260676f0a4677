package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.base.Sha256;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.http.Api;
import dev.iota.orchestrator.http.CallLimit;
import dev.iota.orchestrator.merge.Checkpoints;
import dev.iota.orchestrator.merge.Stages;
import dev.iota.orchestrator.merge.Uploads;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.util.List;

/** {@code POST /v1/upload}: a miner announces what it uploads at the end of an epoch. */
public final class UploadFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final Uploads uploads;

    /** For Lambda. */
    public UploadFunction() {
        this(SnapStart.services(
                UploadFunction::new,
                rehearsal -> rehearsal.request(
                        "POST",
                        "/v1/upload",
                        new UploadRequest("", 0, 0, List.of(), new UploadRequest.Announced(0, Sha256.hex(""))))));
    }

    UploadFunction(Services services) {
        this.api = new Api(services, new StructuredLog(UploadFunction.class));
        this.uploads = new Uploads(services, new Stages(services, new Checkpoints(services)));
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(
                request,
                context,
                CallLimit.MEMBERS,
                (run, apiCaller) -> uploads.announce(run, apiCaller.hotkey(), apiCaller.read(UploadRequest.class)));
    }
}
