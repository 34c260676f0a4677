package dev.iota.local.cloud.states.definition;

import static dev.iota.local.cloud.states.definition.Fields.require;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads definitions in the JSONata dialect, as far as it is supported here. Whatever is not is refused: a field that
 * was ignored would make the same definition do something else on AWS.
 */
public final class DefinitionReader {
    private static final String DIALECT = "JSONata";
    private static final int LONGEST_NAME = 80;

    private DefinitionReader() {}

    /** @throws RejectedException if the text is no definition that could be followed here */
    public static Definition read(String text) throws RejectedException {
        try {
            var fields = new Fields(Documents.parse(text), "the state machine");
            var dialect = fields.find("QueryLanguage");
            require(
                    isTheDialect(dialect) || isTheDialectOfAll(fields.find("States")),
                    "QueryLanguage is %s; only definitions in \"%s\" are supported, said of all or of every state"
                            .formatted(dialect, DIALECT));
            fields.find("Comment");
            fields.literal("Version", "1.0");
            var timeout = fields.whole("TimeoutSeconds", 1, Fields.LONGEST_SECONDS);
            var graph = graph(fields);
            graph.check();
            return new Definition(graph, timeout);
        } catch (JsonProcessingException e) {
            throw new RejectedException("InvalidDefinition", "it is no JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new RejectedException("InvalidDefinition", String.valueOf(e.getMessage()));
        }
    }

    private static boolean isTheDialect(@Nullable JsonNode named) {
        return named != null && named.asText().equals(DIALECT);
    }

    /** Whether every state says so by itself, as those of a state machine without a dialect may. */
    private static boolean isTheDialectOfAll(@Nullable JsonNode states) {
        if (states == null || states.isEmpty()) {
            return false;
        }
        for (var state : states) {
            if (!isTheDialect(state.get("QueryLanguage"))
                    || (state.has("ItemProcessor")
                            && !isTheDialectOfAll(state.get("ItemProcessor").get("States")))) {
                return false;
            }
            for (var branch : state.path("Branches")) {
                if (!isTheDialectOfAll(branch.get("States"))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Graph graph(Fields fields) {
        var start = fields.text("StartAt");
        var found = fields.get("States");
        require(found.isObject() && !found.isEmpty(), "States of %s must be an object".formatted(fields.where()));
        Map<String, State> states = new LinkedHashMap<>();
        for (var state : found.properties()) {
            var name = state.getKey();
            require(
                    !name.isBlank() && name.length() <= LONGEST_NAME,
                    "'%s' cannot be a state's name: use 1 to %d characters".formatted(name, LONGEST_NAME));
            states.put(name, state(name, new Fields(state.getValue(), "the state '%s'".formatted(name))));
        }
        fields.end();
        return new Graph(start, states);
    }

    private static State state(String name, Fields fields) {
        fields.find("Comment");
        fields.literal("QueryLanguage", DIALECT);
        var type = fields.text("Type");
        var state =
                switch (type) {
                    case "Pass" -> new State.Pass(name, exit(fields));
                    case "Succeed" -> new State.Succeed(name, new StateExit(fields.template("Output"), Map.of(), null));
                    case "Fail" -> new State.Fail(name, fields.textual("Error"), fields.textual("Cause"));
                    case "Wait" -> wait(name, fields);
                    case "Choice" -> choice(name, fields);
                    case "Task" -> task(name, fields);
                    case "Map" -> each(name, fields);
                    case "Parallel" -> parallel(name, fields);
                    default ->
                        throw new IllegalArgumentException(
                                "Type of %s is '%s', which does not exist".formatted(fields.where(), type));
                };
        fields.end();
        return state;
    }

    private static StateExit exit(Fields fields) {
        var end = fields.find("End");
        require(end == null || end.isBoolean(), "End of %s must be true or false".formatted(fields.where()));
        var ends = end != null && end.booleanValue();
        require(
                ends == (fields.find("Next") == null),
                "%s must have either Next or \"End\": true".formatted(fields.where()));
        return new StateExit(fields.template("Output"), fields.assign(), ends ? null : fields.text("Next"));
    }

    static StateExit onwards(Fields fields) {
        return new StateExit(fields.template("Output"), fields.assign(), fields.text("Next"));
    }

    private static State wait(String name, Fields fields) {
        var seconds = fields.number("Seconds", 0);
        var timestamp = fields.textual("Timestamp");
        require(
                (seconds == null) != (timestamp == null),
                "%s must have either Seconds or Timestamp".formatted(fields.where()));
        if (timestamp != null && !timestamp.isExpression()) {
            requireTime(timestamp.value().textValue(), fields);
        }
        return new State.Wait(name, seconds, timestamp, exit(fields));
    }

    private static void requireTime(String text, Fields fields) {
        try {
            OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "Timestamp of %s is '%s'; it must be an expression or a time of ISO 8601"
                            .formatted(fields.where(), text),
                    e);
        }
    }

    private static State choice(String name, Fields fields) {
        var rules = new ArrayList<State.Rule>();
        for (var rule : fields.list("Choices")) {
            rule.find("Comment");
            var condition = rule.template("Condition");
            if (condition == null
                    || (!condition.isExpression() && !condition.value().isBoolean())) {
                throw new IllegalArgumentException("Condition of %s must be an expression".formatted(rule.where()));
            }
            rules.add(new State.Rule(condition, onwards(rule)));
            rule.end();
        }
        require(!rules.isEmpty(), "Choices of %s must not be empty".formatted(fields.where()));
        var output = fields.template("Output");
        var assign = fields.assign();
        var otherwise = fields.find("Default") == null ? null : new StateExit(output, assign, fields.text("Default"));
        return new State.Choice(name, rules, otherwise);
    }

    private static State task(String name, Fields fields) {
        var resource = Resource.of(fields.text("Resource"));
        var arguments = fields.template("Arguments");
        if (arguments == null) {
            throw new IllegalArgumentException("%s has no Arguments".formatted(fields.where()));
        }
        if (!arguments.isExpression()) {
            var given = new Fields(arguments.value(), "Arguments of " + fields.where());
            resource.required().forEach(given::get);
            resource.optional().forEach(given::find);
            given.end();
        }
        var timeout = fields.number("TimeoutSeconds", 1);
        var heartbeat = fields.number("HeartbeatSeconds", 1);
        require(
                heartbeat == null || resource.waitsForToken(),
                "HeartbeatSeconds of %s is of no use: nobody has a token to send one with".formatted(fields.where()));
        require(
                heartbeat == null
                        || timeout == null
                        || heartbeat.isExpression()
                        || timeout.isExpression()
                        || heartbeat.value().longValue() < timeout.value().longValue(),
                "HeartbeatSeconds of %s must be less than its TimeoutSeconds".formatted(fields.where()));
        return new State.Task(name, resource, arguments, timeout, heartbeat, RecoveryReader.read(fields), exit(fields));
    }

    private static State each(String name, Fields fields) {
        var items = fields.template("Items");
        require(
                items == null || items.isExpression() || items.value().isArray(),
                "Items of %s must be an expression or an array".formatted(fields.where()));
        var processor = new Fields(fields.get("ItemProcessor"), "ItemProcessor of " + fields.where());
        var configuration = processor.find("ProcessorConfig");
        if (configuration != null) {
            var mode = new Fields(configuration, "ProcessorConfig of " + fields.where());
            mode.literal("Mode", "INLINE");
            mode.end();
        }
        return new State.Each(
                name,
                items,
                fields.template("ItemSelector"),
                fields.number("MaxConcurrency", 0),
                graph(processor),
                RecoveryReader.read(fields),
                exit(fields));
    }

    private static State parallel(String name, Fields fields) {
        var branches =
                fields.list("Branches").stream().map(DefinitionReader::graph).toList();
        require(!branches.isEmpty(), "Branches of %s must not be empty".formatted(fields.where()));
        return new State.Parallel(
                name, fields.template("Arguments"), branches, RecoveryReader.read(fields), exit(fields));
    }
}
