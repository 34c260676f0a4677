package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What every request goes through: its signature is checked, its refusal worded. */
final class Api {
    private static final int LONGEST_BODY = 64 * 1024;
    private static final int OK = 200;
    private static final int FAILED = 500;

    private final Services services;
    private final Journal journal;

    Api(Services services, Journal journal) {
        this.services = services;
        this.journal = journal;
    }

    /** Answers a request with what the handler returns for its caller, as JSON. */
    APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent request, Function<Caller, Object> handler) {
        try {
            return respond(OK, handler.apply(caller(request)));
        } catch (RefusedException e) {
            journal.notable("request refused", String.valueOf(e.getMessage()), "path", request.getRawPath());
            return respond(e.status(), e.response());
        } catch (RuntimeException e) {
            journal.failed("request " + request.getRawPath(), e);
            return respond(
                    FAILED, new ErrorResponse("the orchestrator failed; try again", Optional.of(1L), Optional.empty()));
        }
    }

    private Caller caller(APIGatewayV2HTTPEvent request) {
        var body = body(request);
        var http = request.getRequestContext().getHttp();
        var target = new SignedRequest.Target(
                services.names().run(),
                http.getMethod(),
                request.getRawPath(),
                request.getRawQueryString() == null ? "" : request.getRawQueryString(),
                body);
        var signed = signed(request);
        if (!signed.isOf(target)) {
            throw RefusedException.unsigned(
                    "the signature is not one of %s over this request".formatted(signed.hotkey()));
        }
        var now = services.now();
        if (!signed.isTimely(now)) {
            throw RefusedException.untimely(
                    "%s signed at %s".formatted(signed.hotkey(), Instant.ofEpochMilli(signed.time())), now);
        }
        return new Caller(signed.hotkey(), body);
    }

    private static SignedRequest signed(APIGatewayV2HTTPEvent request) {
        try {
            return SignedRequest.of(request.getHeaders() == null ? Map.of() : request.getHeaders());
        } catch (MalformedException e) {
            throw RefusedException.unsigned(String.valueOf(e.getMessage()));
        }
    }

    private static String body(APIGatewayV2HTTPEvent request) {
        var body = request.getBody() == null ? "" : request.getBody();
        if (body.length() > LONGEST_BODY) {
            throw RefusedException.tooLarge(
                    "the body has %d characters; at most %d".formatted(body.length(), LONGEST_BODY));
        }
        try {
            return request.getIsBase64Encoded()
                    ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                    : body;
        } catch (IllegalArgumentException e) {
            throw RefusedException.malformed("the body is no base64");
        }
    }

    private static APIGatewayV2HTTPResponse respond(int status, Object body) {
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(status)
                .withHeaders(Map.of("content-type", "application/json"))
                .withBody(Json.write(body))
                .build();
    }
}
