package dev.iota.orchestrator.http;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.cloud.table.CallTable;
import dev.iota.core.admission.Address;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.base.Json;
import dev.iota.core.identity.AnswerMark;
import dev.iota.core.identity.Proof;
import dev.iota.core.identity.SignedRequest;
import dev.iota.orchestrator.context.EmbeddedMetrics;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What every request goes through: its signature is checked, its nonce remembered, its caller counted
 * ({@link CallLimit}), its refusal worded, and its answer marked as one of this orchestrator ({@link AnswerMark}),
 * refusals and failures included.
 */
public final class Api {
    private static final String REFUSED = "requestsRefused";
    private static final int LONGEST_BODY = 64 * 1024;
    /**
     * The longest that the HTTP API waits for a function. What came earlier has been answered already, and its nonce,
     * which {@link CallTable} remembers for a minute longer than it is valid, may be forgotten.
     */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final int FAILED = 500;

    private final Services services;
    private final Runs runs;
    private final StructuredLog structuredLog;

    public Api(Services services, StructuredLog structuredLog) {
        this.services = services;
        this.runs = new Runs(services);
        this.structuredLog = structuredLog;
    }

    /** Answers whoever is let through. */
    @FunctionalInterface
    public interface Handler {
        Object answer(Run run, ApiCaller apiCaller);
    }

    /** Answers a request with what the handler returns for its caller, as JSON. */
    public APIGatewayV2HTTPResponse answer(
            APIGatewayV2HTTPEvent request, Context context, CallLimit callLimit, Handler handler) {
        try {
            var body = body(request);
            var signed = signed(request, body);
            var run = runs.found()
                    .orElseThrow(
                            () -> ApiRefusedException.noRun(services.names().run()));
            letThrough(run, callLimit, signed, request);
            var signedAt = Instant.ofEpochMilli(signed.time());
            return respond(request, OK, handler.answer(run, new ApiCaller(signed.hotkey(), signedAt, body)));
        } catch (ApiRefusedException e) {
            structuredLog.notable(
                    "request refused",
                    String.valueOf(e.getMessage()),
                    "path",
                    request.getRawPath(),
                    "kind",
                    e.kind(),
                    "address",
                    source(request));
            var embeddedMetrics = new EmbeddedMetrics(services.names().run());
            embeddedMetrics.add(REFUSED, e.kind().name());
            embeddedMetrics.write(context.getLogger(), services.now());
            return respond(request, e.kind().status(), e.response());
        } catch (RuntimeException e) {
            structuredLog.failed("request " + request.getRawPath(), e);
            return respond(
                    request,
                    FAILED,
                    new ErrorResponse("the orchestrator failed; try again", Optional.of(1L), Optional.empty()));
        }
    }

    private SignedRequest signed(APIGatewayV2HTTPEvent request, String body) {
        var target = new SignedRequest.Target(
                services.names().run(),
                request.getRequestContext().getHttp().getMethod(),
                request.getRawPath(),
                request.getRawQueryString() == null ? "" : request.getRawQueryString(),
                body);
        var entered = entered(request);
        return switch (Proof.of(headers(request), target, entered)) {
            case Proof.Genuine genuine -> genuine.request();
            case Proof.Untimely untimely ->
                throw ApiRefusedException.untimely(
                        "%s signed at %s"
                                .formatted(
                                        untimely.request().hotkey(),
                                        Instant.ofEpochMilli(untimely.request().time())),
                        entered);
            case Proof.Refused refused -> throw ApiRefusedException.unsigned(refused.reason());
        };
    }

    /**
     * When the request came, as the HTTP API itself saw it: how long this function took to start says nothing about the
     * caller's clock. An API that does not tell is taken to have called at once.
     */
    private Instant entered(APIGatewayV2HTTPEvent request) {
        var now = services.now();
        var told = request.getRequestContext().getTimeEpoch();
        if (told == 0) {
            return now;
        }
        var earliest = now.minus(LONGEST_WAIT);
        var entered = Instant.ofEpochMilli(told);
        return entered.isBefore(earliest) ? earliest : entered;
    }

    private void letThrough(Run run, CallLimit callLimit, SignedRequest signed, APIGatewayV2HTTPEvent request) {
        var limits = run.spec().limits();
        var now = services.now();
        if (callLimit.isToStrangers()) {
            var address = Address.counted(source(request));
            if (!services.calls().call(address, limits.callsPerAddress(), now)) {
                throw ApiRefusedException.tooMany(
                        "more than %d calls a minute from %s".formatted(limits.callsPerAddress(), address),
                        CallTable.untilNext(now));
            }
        }
        if (!callLimit.isCounted()) {
            return;
        }
        switch (services.calls().enter(signed, callLimit.kind(), callLimit.limit(limits))) {
            case ACCEPTED -> {}
            case REPEATED ->
                throw ApiRefusedException.repeated(
                        "%s used the nonce %s before".formatted(signed.hotkey(), signed.nonce()));
            case TOO_MANY ->
                throw ApiRefusedException.tooMany(
                        "more than %d calls a minute of %s".formatted(callLimit.limit(limits), signed.hotkey()),
                        CallTable.untilNext(now));
        }
    }

    /** Where the request comes from, as the HTTP API itself saw it: a header may say anything. */
    private static String source(APIGatewayV2HTTPEvent request) {
        var source = request.getRequestContext().getHttp().getSourceIp();
        return source == null ? "unknown" : source;
    }

    private static String body(APIGatewayV2HTTPEvent request) {
        var body = request.getBody() == null ? "" : request.getBody();
        if (body.length() > LONGEST_BODY) {
            throw ApiRefusedException.tooLarge(
                    "the body has %d characters; at most %d".formatted(body.length(), LONGEST_BODY));
        }
        try {
            return request.getIsBase64Encoded()
                    ? StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Base64.getDecoder().decode(body)))
                            .toString()
                    : body;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw ApiRefusedException.malformed("the body is no text");
        }
    }

    private static Map<String, String> headers(APIGatewayV2HTTPEvent request) {
        return request.getHeaders() == null ? Map.of() : request.getHeaders();
    }

    private APIGatewayV2HTTPResponse respond(APIGatewayV2HTTPEvent request, int status, Object body) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/json");
        headers.put("cache-control", "no-store");
        headers.put(
                AnswerMark.HEADER,
                AnswerMark.to(headers(request), services.names().run()).text());
        if (body instanceof ErrorResponse error) {
            error.retryAfterSeconds().ifPresent(seconds -> headers.put("retry-after", Long.toString(seconds)));
        }
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(status)
                .withHeaders(headers)
                .withBody(Json.write(body))
                .build();
    }
}
