package dev.iota.local.cloud.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.TooLargeException;
import dev.iota.local.cloud.states.Described;
import dev.iota.local.cloud.states.StepFunctions;
import dev.iota.local.cloud.states.definition.RejectedException;
import dev.iota.local.cloud.states.execution.ExecutionStatus;
import dev.iota.local.cloud.states.execution.StateMachine;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Step Functions' own protocol, JSON 1.0, in front of the interpreter. */
public final class StatesServer {
    private static final Logger LOG = LoggerFactory.getLogger(StatesServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/x-amz-json-1.0";
    private static final String TARGET = "AWSStepFunctions.";

    /** A definition may have one MiB, and an escape six characters for one. */
    private static final int LONGEST_REQUEST = (6 << 20) + (64 << 10);

    /** The API's own page sizes. */
    private static final int DEFAULT_PAGE = 100;

    private static final int LONGEST_PAGE = 1000;
    private static final int MILLIS = 3;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FAILED = 500;

    private final HttpServer server;
    private final StepFunctions states;

    private StatesServer(HttpServer server, StepFunctions states) {
        this.server = server;
        this.states = states;
    }

    public static StatesServer start(int port, StepFunctions states) throws IOException {
        var server = Loopback.server(port);
        var service = new StatesServer(server, states);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", service::handle);
        server.start();
        return service;
    }

    public void stop() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            try {
                var body = Loopback.body(exchange, LONGEST_REQUEST);
                var request = JSON.readTree(new String(body, StandardCharsets.UTF_8));
                Loopback.answer(
                        exchange, OK, TYPE, answer(target, new Request(request)).toString());
            } catch (JsonProcessingException e) {
                Loopback.answer(exchange, BAD_REQUEST, TYPE, error("SerializationException", "the body is no JSON"));
            } catch (RejectedException e) {
                Loopback.answer(exchange, BAD_REQUEST, TYPE, error(e.code(), String.valueOf(e.getMessage())));
            } catch (TooLargeException e) {
                Loopback.answer(
                        exchange,
                        TooLargeException.STATUS,
                        TYPE,
                        error("RequestEntityTooLarge", String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOG.error("{} failed", target, e);
                Loopback.answer(exchange, FAILED, TYPE, error("InternalFailure", e.toString()));
            }
        }
    }

    private ObjectNode answer(@Nullable String target, Request request) throws RejectedException {
        var action = target != null && target.startsWith(TARGET) ? target.substring(TARGET.length()) : "";
        return switch (action) {
            case "CreateStateMachine" -> createStateMachine(request);
            case "DescribeStateMachine" -> describeStateMachine(request);
            case "ListStateMachines" ->
                page(request, "stateMachines", states.machines(), machine -> object().put(
                                "stateMachineArn", machine.arn())
                        .put("name", machine.name())
                        .put("type", "STANDARD")
                        .put("creationDate", seconds(machine.created())));
            case "UpdateStateMachine" -> updateStateMachine(request);
            case "DeleteStateMachine" -> {
                states.delete(request.text("stateMachineArn"));
                yield object();
            }
            case "StartExecution" -> startExecution(request);
            case "DescribeExecution" -> describeExecution(states.describe(request.text("executionArn")));
            case "ListExecutions" ->
                page(
                        request,
                        "executions",
                        states.executions(request.text("stateMachineArn"), status(request)),
                        StatesServer::summary);
            case "GetExecutionHistory" -> history(request);
            case "StopExecution" ->
                object().put(
                                "stopDate",
                                seconds(states.stop(
                                        request.text("executionArn"), request.find("error"), request.find("cause"))));
            case "SendTaskSuccess" -> {
                states.succeed(request.text("taskToken"), request.text("output"));
                yield object();
            }
            case "SendTaskFailure" -> {
                states.fail(request.text("taskToken"), request.find("error"), request.find("cause"));
                yield object();
            }
            case "SendTaskHeartbeat" -> {
                states.heartbeat(request.text("taskToken"));
                yield object();
            }
            default ->
                throw new RejectedException("UnknownOperationException", "'%s' is not known here".formatted(target));
        };
    }

    private ObjectNode createStateMachine(Request request) throws RejectedException {
        var type = request.find("type");
        if (type != null && !type.equals("STANDARD")) {
            throw new RejectedException("StateMachineTypeNotSupported", "the type is %s, not STANDARD".formatted(type));
        }
        var machine = states.create(request.text("name"), request.text("definition"), request.text("roleArn"));
        return object().put("stateMachineArn", machine.arn()).put("creationDate", seconds(machine.created()));
    }

    private ObjectNode describeStateMachine(Request request) throws RejectedException {
        StateMachine machine = states.machine(request.text("stateMachineArn"));
        return object().put("stateMachineArn", machine.arn())
                .put("name", machine.name())
                .put("status", "ACTIVE")
                .put("definition", machine.definition())
                .put("roleArn", machine.roleArn())
                .put("type", "STANDARD")
                .put("creationDate", seconds(machine.created()));
    }

    private ObjectNode updateStateMachine(Request request) throws RejectedException {
        states.update(request.text("stateMachineArn"), request.find("definition"), request.find("roleArn"));
        return object().put("updateDate", seconds(states.now()));
    }

    private ObjectNode startExecution(Request request) throws RejectedException {
        var input = request.find("input");
        var started = states.start(request.text("stateMachineArn"), request.find("name"), input == null ? "{}" : input);
        return object().put("executionArn", started.arn()).put("startDate", seconds(started.started()));
    }

    private static ObjectNode describeExecution(Described execution) {
        var described = summary(execution).put("input", execution.input());
        putIfThere(described, "output", execution.output());
        putIfThere(described, "error", execution.error());
        putIfThere(described, "cause", execution.cause());
        return described;
    }

    private static ObjectNode summary(Described execution) {
        var summary = object().put("executionArn", execution.arn())
                .put("stateMachineArn", execution.machineArn())
                .put("name", execution.name())
                .put("status", execution.status().name())
                .put("startDate", seconds(execution.started()));
        if (execution.stopped() != null) {
            summary.put("stopDate", seconds(execution.stopped()));
        }
        return summary;
    }

    private static void putIfThere(ObjectNode object, String member, @Nullable String value) {
        if (value != null) {
            object.put(member, value);
        }
    }

    private static @Nullable ExecutionStatus status(Request request) throws RejectedException {
        var filter = request.find("statusFilter");
        if (filter == null) {
            return null;
        }
        return Arrays.stream(ExecutionStatus.values())
                .filter(executionStatus -> executionStatus.name().equals(filter))
                .findAny()
                .orElseThrow(() -> new RejectedException(
                        "ValidationException", "statusFilter is '%s', which is no status here".formatted(filter)));
    }

    private ObjectNode history(Request request) throws RejectedException {
        var events = states.history(request.text("executionArn"));
        return page(request, "events", request.isTrue("reverseOrder") ? events.reversed() : events, event -> event);
    }

    private static <T> ObjectNode page(Request request, String member, List<T> all, Function<T, JsonNode> element)
            throws RejectedException {
        var first = Math.min(request.number("nextToken", 0, Integer.MAX_VALUE), all.size());
        var asked = request.number("maxResults", 0, LONGEST_PAGE);
        var last = Math.min(first + (asked == 0 ? DEFAULT_PAGE : asked), all.size());
        var answer = object();
        var page = answer.putArray(member);
        all.subList(first, last).forEach(item -> page.add(element.apply(item)));
        if (last < all.size()) {
            answer.put("nextToken", Integer.toString(last));
        }
        return answer;
    }

    private static BigDecimal seconds(Instant time) {
        return BigDecimal.valueOf(time.toEpochMilli(), MILLIS);
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static String error(String code, String message) {
        return object().put("__type", code).put("message", message).toString();
    }

    /** The members of a request. */
    private record Request(JsonNode members) {
        @Nullable String find(String member) {
            var found = members.get(member);
            return found == null || found.isNull() ? null : found.asText();
        }

        String text(String member) throws RejectedException {
            var found = find(member);
            if (found == null) {
                throw new RejectedException("ValidationException", "the request has no %s".formatted(member));
            }
            return found;
        }

        boolean isTrue(String member) {
            return members.path(member).asBoolean();
        }

        int number(String member, int otherwise, int highest) throws RejectedException {
            var found = find(member);
            if (found == null) {
                return otherwise;
            }
            if (found.matches("\\d{1,9}") && Integer.parseInt(found) <= highest) {
                return Integer.parseInt(found);
            }
            throw new RejectedException(
                    "ValidationException", "%s is '%s'; it must be at most %d".formatted(member, found, highest));
        }
    }
}
