package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.UploadRequest;

/** {@code POST /v1/upload}: a miner announces what it uploads at the end of an epoch. */
public final class UploadFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final Announcements announcements;

    /** For Lambda. */
    public UploadFunction() {
        this(Services.configured());
    }

    UploadFunction(Services services) {
        this.api = new Api(services, new Journal(UploadFunction.class));
        this.announcements = new Announcements(services, new Stages(services, new Checkpoints(services)));
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(
                request,
                context,
                Gate.MEMBERS,
                (run, caller) -> announcements.announce(run, caller.hotkey(), caller.read(UploadRequest.class)));
    }
}
