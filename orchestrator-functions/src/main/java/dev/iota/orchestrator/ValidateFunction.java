package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.ValidatorRequest;
import dev.iota.orchestrator.audit.Validators;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.http.Api;
import dev.iota.orchestrator.http.CallLimit;
import dev.iota.orchestrator.snapshot.SnapStart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code POST /v1/validate}: a validator takes part in the run, and is given audits. */
public final class ValidateFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    private final Api api;
    private final Validators validators;

    /** For Lambda. */
    public ValidateFunction() {
        this(SnapStart.services(
                ValidateFunction::new,
                rehearsal -> rehearsal.request(
                        "POST",
                        "/v1/validate",
                        new ValidatorRequest(
                                Optional.empty(),
                                "rehearsal",
                                "none",
                                Optional.empty(),
                                List.of(),
                                Instant.EPOCH,
                                0,
                                0))));
    }

    ValidateFunction(Services services) {
        this.api = new Api(services, new StructuredLog(ValidateFunction.class));
        this.validators = new Validators(services);
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        return api.answer(
                request,
                context,
                CallLimit.MEMBERS,
                (run, apiCaller) ->
                        validators.validate(run, apiCaller.hotkey(), apiCaller.read(ValidatorRequest.class)));
    }
}
