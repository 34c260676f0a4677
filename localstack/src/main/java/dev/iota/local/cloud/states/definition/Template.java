package dev.iota.local.cloud.states.definition;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.regex.Pattern;

/**
 * A JSON value of a definition, in which every string between {@code {%} and {@code %}} is an expression.
 *
 * @param value as written
 */
public record Template(JsonNode value) {
    private static final String OPEN = "{%";
    private static final String CLOSE = "%}";

    /** Texts, quoted names and comments, in which everything may stand. */
    private static final Pattern QUOTED = Pattern.compile(
            "'(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\"|`[^`]*+`|/\\*.*?\\*/", Pattern.DOTALL);

    private static final Pattern EVAL = Pattern.compile("\\$eval\\s*\\(");

    /** @throws IllegalArgumentException if an expression in it cannot be parsed */
    public Template {
        check(value);
    }

    private static void check(JsonNode node) {
        if (!node.isTextual()) {
            node.forEach(Template::check);
            return;
        }
        var text = node.textValue();
        if (text.startsWith(OPEN) != text.endsWith(CLOSE)) {
            throw new IllegalArgumentException("'%s' has only one end of an expression".formatted(text));
        }
        if (isExpression(node)) {
            try {
                Jsonata.jsonata(expression(text));
            } catch (JException e) {
                throw new IllegalArgumentException(
                        "the expression '%s' cannot be parsed: %s".formatted(text, e.getMessage()), e);
            } catch (RuntimeException | StackOverflowError e) { // the library's own
                throw new IllegalArgumentException("the expression '%s' cannot be parsed: %s".formatted(text, e), e);
            }
            if (EVAL.matcher(QUOTED.matcher(text).replaceAll("''")).find()) {
                throw new IllegalArgumentException(
                        "the expression '%s' calls $eval, which is not supported; $parse reads JSON".formatted(text));
            }
        }
    }

    /** Whether the whole of it is one expression. */
    boolean isExpression() {
        return isExpression(value);
    }

    private static boolean isExpression(JsonNode node) {
        return node.isTextual()
                && node.textValue().startsWith(OPEN)
                && node.textValue().endsWith(CLOSE)
                && node.textValue().length() >= OPEN.length() + CLOSE.length();
    }

    private static String expression(String text) {
        return text.substring(OPEN.length(), text.length() - CLOSE.length()).strip();
    }

    /**
     * The value with the values of its expressions.
     *
     * @param where the field that it is the value of, for histories
     */
    public JsonNode evaluate(String where, Scope scope) throws FailedException {
        return evaluate(value, where, scope);
    }

    private static JsonNode evaluate(JsonNode node, String where, Scope scope) throws FailedException {
        if (isExpression(node)) {
            try {
                return scope.evaluate(expression(node.textValue()));
            } catch (FailedException e) {
                throw e.at(where);
            }
        }
        if (node.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            for (var member : node.properties()) {
                object.set(member.getKey(), evaluate(member.getValue(), where + "/" + member.getKey(), scope));
            }
            return object;
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode(node.size());
            for (var element : node) {
                array.add(evaluate(element, "%s[%d]".formatted(where, array.size()), scope));
            }
            return array;
        }
        return node;
    }

    /** @throws FailedException if it is no whole number from {@code lowest} to {@code highest} */
    public long number(String what, long lowest, long highest, Scope scope) throws FailedException {
        var number = evaluate(what, scope);
        if (number.isIntegralNumber() && number.canConvertToLong()) {
            var found = number.longValue();
            if (found >= lowest && found <= highest) {
                return found;
            }
        }
        throw new FailedException(
                        Failure.QUERY,
                        "%s is %s; it must be a whole number from %d to %d".formatted(what, number, lowest, highest))
                .at(what);
    }

    /** @throws FailedException if it is no string */
    public String text(String what, Scope scope) throws FailedException {
        var text = evaluate(what, scope);
        if (text.isTextual()) {
            return text.textValue();
        }
        throw new FailedException(Failure.QUERY, "%s is %s; it must be a string".formatted(what, text)).at(what);
    }
}
