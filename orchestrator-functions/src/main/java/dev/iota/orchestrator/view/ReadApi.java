package dev.iota.orchestrator.view;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import dev.iota.cloud.client.AwsClients;
import dev.iota.core.admission.Address;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.view.View;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.orchestrator.context.Caches;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers those who look at a run. However many look, each thing is read from the tables at most once in {@link #KEPT}
 * by one process; what an address makes it read is bounded, what it is told again is not.
 */
public final class ReadApi {
    /** An answer is given for so long before it is made again. */
    static final Duration KEPT = Duration.ofSeconds(2);

    /** Answers that are kept: the largest has a megabyte. */
    private static final int ANSWERS = 200;

    /** Readings of one address in a minute: three pages of the dashboard, each with half a dozen things every 2 s. */
    static final int READINGS = 600;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;
    private static final int TAG = 32;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int FAILED = 500;
    private static final String READ_AT = "readAt";

    private final Services services;
    private final Runs runs;
    private final List<Route> routes;
    private final Answer description;
    private final Cache<String, Answer> answers;
    private final Cache<String, AtomicInteger> readings;
    private final StructuredLog structuredLog = new StructuredLog(ReadApi.class);

    /**
     * What is answered.
     *
     * @param tag changes when anything but the time of the reading does
     */
    private record Answer(String json, String tag, String readAt) {
        static Answer of(View view) {
            ObjectNode tree = Json.mapper().valueToTree(view);
            var json = tree.toString();
            tree.remove(READ_AT);
            return new Answer(json, tag(tree.toString()), view.readAt().toString());
        }

        static String tag(String content) {
            return "W/\"%s\"".formatted(Sha256.hex(content).substring(0, TAG));
        }
    }

    public ReadApi(Services all) {
        this.services = readOnly(all);
        this.runs = new Runs(services);
        this.routes = Routes.of(services);
        var openApi = Json.write(OpenApi.of(routes));
        this.description = new Answer(openApi, Answer.tag(openApi), "");
        this.answers =
                Caches.of(ANSWERS, services.clock()).expireAfterWrite(KEPT).build();
        this.readings =
                Caches.of(ADDRESSES, services.clock()).expireAfterWrite(MINUTE).build();
    }

    private static Services readOnly(Services all) {
        var clients = all.clients();
        return Services.of(
                all.names(),
                new AwsClients(
                        new EventualReads(clients.dynamoDb()),
                        clients.sqs(),
                        clients.s3(),
                        clients.presigner(),
                        clients.sts(),
                        clients.sfn()),
                all.clock(),
                all.random());
    }

    /** Answers a request, or says in one sentence why not. */
    public APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent request) {
        try {
            return respond(request, find(request));
        } catch (ApiRefusedException e) {
            structuredLog.routine("request refused", String.valueOf(e.getMessage()), "kind", e.kind());
            return refuse(e.kind().status(), e.response());
        } catch (RuntimeException e) {
            structuredLog.failed("request " + View.bounded(request.getRawPath()), e);
            return refuse(
                    FAILED, new ErrorResponse("the orchestrator failed; try again", Optional.of(1L), Optional.empty()));
        }
    }

    private Answer find(APIGatewayV2HTTPEvent request) {
        var path = request.getRawPath();
        if (path.equals(OpenApi.PATH)) {
            return description;
        }
        for (var route : routes) {
            var values = route.match(path);
            if (values.isPresent()) {
                var rawQuery = request.getRawQueryString() == null ? "" : request.getRawQueryString();
                return answer(request, route, route.query(values.get(), rawQuery));
            }
        }
        throw ApiRefusedException.notFound(
                "there is nothing at %s; %s says what there is".formatted(View.bounded(path), OpenApi.PATH));
    }

    private Answer answer(APIGatewayV2HTTPEvent request, Route route, ViewQuery query) {
        return answers.get(route.template() + query.values(), key -> {
            bound(request);
            var run = runs.found()
                    .orElseThrow(
                            () -> ApiRefusedException.noRun(services.names().run()));
            return Answer.of(route.handler().answer(run, query));
        });
    }

    /** Counted in memory: a write for each look would cost more than what is looked at. */
    private void bound(APIGatewayV2HTTPEvent request) {
        var source = request.getRequestContext().getHttp().getSourceIp();
        var address = Address.counted(source == null ? "unknown" : source);
        if (readings.get(address, key -> new AtomicInteger()).incrementAndGet() > READINGS) {
            throw ApiRefusedException.tooMany(
                    "more than %d different things a minute from %s".formatted(READINGS, address), MINUTE);
        }
    }

    private static APIGatewayV2HTTPResponse respond(APIGatewayV2HTTPEvent request, Answer answer) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/json");
        headers.put("cache-control", "public, max-age=" + KEPT.toSeconds());
        headers.put("etag", answer.tag());
        headers.put("x-content-type-options", "nosniff");
        if (!answer.readAt().isEmpty()) {
            headers.put("x-read-at", answer.readAt());
        }
        var known = isKnown(request, answer);
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(known ? NOT_MODIFIED : OK)
                .withHeaders(headers)
                .withBody(known ? "" : answer.json())
                .build();
    }

    private static boolean isKnown(APIGatewayV2HTTPEvent request, Answer answer) {
        var headers = request.getHeaders() == null ? Map.<String, String>of() : request.getHeaders();
        return headers.getOrDefault("if-none-match", "").contains(answer.tag());
    }

    private static APIGatewayV2HTTPResponse refuse(int status, ErrorResponse error) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/json");
        headers.put("cache-control", "no-store");
        headers.put("x-content-type-options", "nosniff");
        error.retryAfterSeconds().ifPresent(seconds -> headers.put("retry-after", Long.toString(seconds)));
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(status)
                .withHeaders(headers)
                .withBody(Json.write(error))
                .build();
    }
}
