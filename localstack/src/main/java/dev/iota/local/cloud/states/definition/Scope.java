package dev.iota.local.cloud.states.definition;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Fn0;
import com.dashjoin.jsonata.Jsonata.Fn2;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an expression sees: variables, {@code $states}, and the time. */
public final class Scope {
    /** An expression that needs more than this will not end, in milliseconds and calls. */
    private static final int LONGEST_EVALUATION = 5000;

    private static final int DEEPEST_RECURSION = 300;

    private final Map<String, JsonNode> variables;
    private final ObjectNode states;
    private final Instant now;

    /**
     * What {@link #variables} and {@link #states} are for the library; a state has several expressions and one scope.
     */
    private @Nullable Map<String, @Nullable Object> bindings;

    public Scope(Map<String, JsonNode> variables, ObjectNode states, Instant now) {
        this.variables = variables;
        this.states = states;
        this.now = now;
    }

    /** The same with one more member of {@code $states}. */
    public Scope with(String member, JsonNode value) {
        var more = JsonNodeFactory.instance.objectNode();
        more.setAll(states);
        more.set(member, value);
        return new Scope(variables, more, now);
    }

    /** @throws FailedException if it cannot be computed or has no value */
    JsonNode evaluate(String expression) throws FailedException {
        Object value;
        try {
            var program = Jsonata.jsonata(expression);
            program.setOutputConvertNulls(false); // a null that comes out of it is then no JSON null, but nothing
            program.setValidateInput(false);
            program.registerFunction("millis", (Fn0<Long>) now::toEpochMilli);
            program.registerFunction("now", (Fn2<String, String, String>)
                    (picture, zone) -> Functions.dateTimeFromMillis(now.toEpochMilli(), picture, zone));
            var frame = program.createFrame();
            frame.setRuntimeBounds(LONGEST_EVALUATION, DEEPEST_RECURSION);
            bindings().forEach(frame::bind);
            value = program.evaluate(null, frame);
            if (value != null) {
                return Documents.json(value);
            }
        } catch (JException e) {
            throw failed(expression, String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            throw failed(expression, e.toString()); // the library's own, on values that it did not expect
        }
        throw failed(expression, "it has no value; a field or variable that it names may not exist");
    }

    private Map<String, @Nullable Object> bindings() {
        var made = bindings;
        if (made == null) {
            made = new HashMap<>();
            for (var variable : variables.entrySet()) {
                made.put(variable.getKey(), Documents.plain(variable.getValue()));
            }
            made.put("states", Documents.plain(states));
            bindings = made;
        }
        return made;
    }

    private static FailedException failed(String expression, String why) {
        return new FailedException(Failure.QUERY, "the expression '%s' failed: %s".formatted(expression, why));
    }
}
