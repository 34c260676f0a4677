package dev.iota.local.cloud.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.iota.local.cloud.lambda.FunctionFailedException;
import dev.iota.local.cloud.lambda.Functions;
import dev.iota.local.cloud.lambda.UnknownFunctionException;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.RejectedException;
import dev.iota.local.cloud.states.definition.Resource;
import dev.iota.local.cloud.states.execution.Phase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Does what tasks ask for. */
final class Tasks {
    private static final int OK = 200;

    /** Starts an execution for an attempt of a task; asked twice by one attempt, it starts one. */
    @FunctionalInterface
    interface Starter {
        Described start(String machineArn, String name, String input, String attempt) throws RejectedException;
    }

    private final Functions functions;
    private final Starter starter;

    Tasks(Functions functions, Starter starter) {
        this.functions = functions;
        this.starter = starter;
    }

    /** The result of a task; takes as long as the task does. */
    JsonNode perform(Phase.Working task) throws FailedException {
        return switch (task.resource()) {
            case INVOKE, INVOKE_AND_WAIT -> invoke(task.arguments());
            case START -> start(task, "StepFunctions");
            case SDK_START -> start(task, "Sfn");
        };
    }

    private JsonNode invoke(JsonNode arguments) throws FailedException {
        var function = text(arguments, "FunctionName");
        var payload = arguments.path("Payload").toString().getBytes(StandardCharsets.UTF_8);
        try {
            var answer = new String(functions.invoke(function, payload), StandardCharsets.UTF_8);
            var result = JsonNodeFactory.instance.objectNode().put("ExecutedVersion", "$LATEST");
            result.set("Payload", answer.isEmpty() ? JsonNodeFactory.instance.nullNode() : Documents.parse(answer));
            return result.put("StatusCode", OK);
        } catch (UnknownFunctionException e) {
            throw new FailedException("Lambda.ResourceNotFoundException", String.valueOf(e.getMessage()));
        } catch (FunctionFailedException e) {
            throw failed(e);
        } catch (JsonProcessingException e) {
            throw new FailedException(
                    "Lambda.Unknown", "the function %s answered what is no JSON: %s".formatted(function, e));
        }
    }

    /** The error is the class of what the handler threw, and the cause is what Lambda's runtime makes of it. */
    private static FailedException failed(FunctionFailedException e) {
        var thrown = e.thrown();
        var cause = JsonNodeFactory.instance
                .objectNode()
                .put("errorMessage", String.valueOf(thrown.getMessage()))
                .put("errorType", thrown.getClass().getName());
        var trace = cause.putArray("stackTrace");
        Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::toString).forEach(trace::add);
        return new FailedException(thrown.getClass().getName(), cause.toString());
    }

    private JsonNode start(Phase.Working task, String service) throws FailedException {
        var arguments = task.arguments();
        var machine = text(arguments, "StateMachineArn");
        // An attempt that is made again after a restart must find what it started.
        var name = arguments.has("Name") ? text(arguments, "Name") : task.attempt();
        var input = arguments.path("Input");
        // The integration of the SDK passes on a string; the other one writes JSON itself.
        var written = input.isMissingNode()
                ? "{}"
                : task.resource() == Resource.SDK_START ? text(arguments, "Input") : input.toString();
        try {
            var started = starter.start(machine, name, written, task.attempt());
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("ExecutionArn", started.arn())
                    .put("StartDate", started.started().toString());
        } catch (RejectedException e) {
            throw new FailedException(service + "." + e.code() + "Exception", String.valueOf(e.getMessage()));
        }
    }

    private static String text(JsonNode arguments, String argument) throws FailedException {
        var found = arguments.path(argument);
        if (!found.isTextual()) {
            throw new FailedException(
                    Failure.RUNTIME, "the argument %s is %s; it must be a string".formatted(argument, found));
        }
        return found.textValue();
    }
}
