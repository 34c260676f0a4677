package dev.iota.local.cloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.iota.cloud.shape.RouteShape;
import dev.iota.local.cloud.net.Place;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/** The JSON (payload format 2.0) that API Gateway's HTTP API makes of a request. */
final class HttpEvents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String STAGE = "$default";

    private HttpEvents() {}

    static byte[] event(HttpExchange exchange, RouteShape route, byte[] body, Place place, Instant now) {
        var uri = exchange.getRequestURI();
        var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        var event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", route.key())
                .put("rawPath", uri.getPath())
                .put("rawQueryString", query);
        var headers = event.putObject("headers");
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        if (!query.isEmpty()) {
            parameters(query, event.putObject("queryStringParameters"));
        }
        context(exchange, route, place, now, event.putObject("requestContext"));
        body(body, event);
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request cannot be written as JSON", e);
        }
    }

    /** A name that occurs several times has its values joined by commas. */
    private static void parameters(String query, ObjectNode into) {
        for (var pair : query.split("&", -1)) {
            var equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            into.put(name, into.has(name) ? into.get(name).asText() + "," + value : value);
        }
    }

    /** The URI was parsed, so its escapes are well formed. */
    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void context(HttpExchange exchange, RouteShape route, Place place, Instant now, ObjectNode into) {
        var headers = exchange.getRequestHeaders();
        into.put("accountId", place.account())
                .put("apiId", "local")
                .put("domainName", first(headers, "Host"))
                .put("domainPrefix", "local")
                .put("requestId", UUID.randomUUID().toString())
                .put("routeKey", route.key())
                .put("stage", STAGE)
                .put("time", TIME.format(now))
                .put("timeEpoch", now.toEpochMilli());
        into.putObject("http")
                .put("method", exchange.getRequestMethod())
                .put("path", exchange.getRequestURI().getPath())
                .put("protocol", exchange.getProtocol())
                .put("sourceIp", exchange.getRemoteAddress().getAddress().getHostAddress())
                .put("userAgent", first(headers, "User-Agent"));
    }

    private static String first(Headers headers, String name) {
        var value = headers.getFirst(name);
        return value == null ? "" : value;
    }

    private static void body(byte[] body, ObjectNode event) {
        if (body.length > 0) {
            try {
                event.put(
                        "body",
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(body))
                                .toString());
                event.put("isBase64Encoded", false);
                return;
            } catch (CharacterCodingException e) {
                event.put("body", Base64.getEncoder().encodeToString(body));
                event.put("isBase64Encoded", true);
                return;
            }
        }
        event.put("isBase64Encoded", false);
    }
}
