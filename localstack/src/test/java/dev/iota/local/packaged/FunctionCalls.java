package dev.iota.local.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.shape.RouteShape;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.base.Json;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.SignedRequest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What AWS would call each function with. */
final class FunctionCalls {
    private static final String BODY =
            Json.write(new RegisterRequest(Optional.empty(), Optional.empty(), "test", "none"));

    private FunctionCalls() {}

    /** A first call of a function, by a miner that nobody knows yet where it is one of the API's. */
    static String of(FunctionShape function, Resources resources, String run) {
        for (var route : resources.routes()) {
            if (route.function().equals(function.name())) {
                return signed(route, run);
            }
        }
        for (var source : resources.eventSources()) {
            if (source.function().equals(function.name())) {
                return Json.write(Map.of("Records", List.of(Map.of("messageId", "1", "body", "{}"))));
            }
        }
        return switch (function.name()) {
            case "Sweep" -> Json.write(Map.of("source", "aws.events"));
            case "Epoch" -> Json.write(Map.of("task", "begin", "epoch", 0, "try", 1));
            default -> throw new IllegalArgumentException("nothing calls the function " + function.name());
        };
    }

    /** A genuine request. */
    static String signed(RouteShape route, String run) {
        var target = new SignedRequest.Target(run, route.method(), route.path(), "", BODY);
        var keys = KeyPair.generate(new SecureRandom());
        return request(
                route, SignedRequest.sign(keys, target, Instant.now(), "1").headers());
    }

    /** A request with these headers. */
    static String request(RouteShape route, Map<String, String> headers) {
        return Json.write(Map.of(
                "version",
                "2.0",
                "routeKey",
                route.key(),
                "rawPath",
                route.path(),
                "headers",
                headers,
                "body",
                BODY,
                "isBase64Encoded",
                false,
                "requestContext",
                Map.of(
                        "timeEpoch",
                        Instant.now().toEpochMilli(),
                        "http",
                        Map.of("method", route.method(), "path", route.path(), "sourceIp", "127.0.0.1"))));
    }

    /** The HTTP status of an answer. */
    static int status(RuntimeApi.Outcome outcome) {
        if (outcome.failed()) {
            throw new IllegalStateException(outcome.body());
        }
        return Json.read(outcome.body(), JsonNode.class).path("statusCode").asInt();
    }
}
