package dev.iota.local.cloud.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.core.base.Json;
import dev.iota.local.cloud.access.DeniedException;
import dev.iota.local.cloud.access.Gate;
import dev.iota.local.cloud.access.Principal;
import dev.iota.local.cloud.access.Refusals;
import dev.iota.local.cloud.count.AgentCalls;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.net.TooLargeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in front of ElasticMQ, which trusts everybody: lets through what is signed, and of a session what its policy
 * allows. It speaks the JSON protocol alone, as the SDK does, and what it passes on is what it has read, so that the
 * two cannot understand a request differently.
 */
public final class SqsGateway {
    /** As a metric's label and in signatures. */
    private static final String SERVICE = "sqs";

    private static final Logger LOG = LoggerFactory.getLogger(SqsGateway.class);
    private static final String TYPE = "application/x-amz-json-1.0";
    private static final String TARGET = "X-Amz-Target";
    private static final Pattern ACTION = Pattern.compile("AmazonSQS\\.([A-Za-z]{1,60}?)(Batch)?");
    private static final String METRICS = "/prometheus";

    /** SQS takes one MiB, an escape may have six characters for one, and around it there are names and URLs. */
    private static final int LONGEST_BODY = (6 << 20) + (64 << 10);

    private static final String TOO_LARGE = "RequestEntityTooLarge";
    private static final byte[] NOTHING = {};
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final URI queues;
    private final Pattern queueUrl;
    private final Place place;
    private final Gate gate;
    private final Refusals refusals;
    private final AgentCalls agentCalls;
    private final HttpClient http;

    /**
     * Who sees what comes.
     *
     * @param gate knows who sent it
     * @param refusals counts what is refused
     * @param agentCalls counts what agents ask for
     */
    public record Watch(Gate gate, Refusals refusals, AgentCalls agentCalls) {}

    private SqsGateway(HttpServer server, int port, URI queues, Place place, Watch watch) {
        this.server = server;
        this.queues = queues;
        this.queueUrl = Pattern.compile("%s/%s/([A-Za-z0-9_-]{1,80})"
                .formatted(Pattern.quote(Loopback.uri(port).toString()), place.account()));
        this.place = place;
        this.gate = watch.gate();
        this.refusals = watch.refusals();
        this.agentCalls = watch.agentCalls();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /**
     * @param port where to listen; the queues' URLs begin with it
     * @param queues where ElasticMQ listens
     */
    public static SqsGateway start(int port, URI queues, Place place, Watch watch) throws IOException {
        var server = Loopback.server(port);
        var gateway = new SqsGateway(server, port, queues, place, watch);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", gateway::handle);
        server.start();
        return gateway;
    }

    public void stop() {
        server.stop(0);
        http.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals(METRICS)) {
                Loopback.answer(exchange, OK, "text/plain; version=0.0.4", refusals.prometheus());
                return;
            }
            try {
                var body = Loopback.body(exchange, LONGEST_BODY);
                var principal = gate.caller(SERVICE, exchange, body);
                var target = exchange.getRequestHeaders().getFirst(TARGET);
                if (principal.isOwner()) {
                    var _ = pass(exchange, String.valueOf(target), body);
                } else {
                    var judged = judged(principal, target, body);
                    var answer = pass(exchange, String.valueOf(target), judged);
                    agentCalls.queue(String.valueOf(target).replaceAll("^.*\\.", ""), judged, answer);
                }
            } catch (DeniedException e) {
                refusals.count(SERVICE, e);
                Loopback.answer(exchange, FORBIDDEN, TYPE, error(e.code(), e.getMessage()));
            } catch (TooLargeException e) {
                refusals.count(SERVICE, TOO_LARGE);
                Loopback.answer(exchange, TooLargeException.STATUS, TYPE, error(TOO_LARGE, e.getMessage()));
            }
        }
    }

    /** The request as it was understood, if the caller may send it. */
    private byte[] judged(Principal principal, @Nullable String target, byte[] body)
            throws DeniedException, IOException {
        var action = ACTION.matcher(String.valueOf(target));
        JsonNode request;
        try {
            request = Json.mapper().readTree(body);
        } catch (IOException e) {
            throw new DeniedException("SerializationException", "the body is no JSON");
        }
        var queue = queueUrl.matcher(request.path("QueueUrl").asText());
        // A batch is allowed by the right to do it to one message.
        principal.require(
                action.matches() ? "sqs:" + action.group(1) : "sqs:*",
                place.arn(SERVICE, queue.matches() ? queue.group(1) : "*"));
        return Json.mapper().writeValueAsBytes(request);
    }

    /** Lets ElasticMQ answer, and returns what it did. */
    private byte[] pass(HttpExchange exchange, String target, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(queues)
                .header("Content-Type", TYPE)
                .header(TARGET, target)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOTHING;
        } catch (IOException e) {
            LOG.debug("ElasticMQ did not answer", e);
            Loopback.answer(exchange, UNAVAILABLE, TYPE, error("ServiceUnavailable", e.toString()));
            return NOTHING;
        }
        answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                .set("Content-Type", type));
        var content = answer.body();
        exchange.sendResponseHeaders(answer.statusCode(), content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        return content;
    }

    private static String error(String code, @Nullable String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("__type", "com.amazonaws.sqs#" + code)
                .put("message", message)
                .toString();
    }
}
