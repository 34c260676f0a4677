package dev.iota.local.cloud.states.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object of a definition. What nobody has asked for when {@link #end} is called is a field that means
 * nothing here. Every method throws {@code IllegalArgumentException} for a value that cannot be what is asked for.
 */
public final class Fields {
    /** The longest that anything may take, in seconds: three years. */
    public static final long LONGEST_SECONDS = 99_999_999;

    private final JsonNode object;
    private final String where;
    private final Set<String> asked = new HashSet<>();

    /** @param where what the object is, for messages */
    Fields(JsonNode object, String where) {
        this.object = object;
        this.where = where;
        require(object.isObject(), "%s must be an object".formatted(where));
    }

    String where() {
        return where;
    }

    @Nullable JsonNode find(String field) {
        asked.add(field);
        return object.get(field);
    }

    JsonNode get(String field) {
        var found = find(field);
        if (found == null) {
            throw new IllegalArgumentException("%s has no %s".formatted(where, field));
        }
        return found;
    }

    String text(String field) {
        var found = get(field);
        require(found.isTextual() && !found.textValue().isEmpty(), "%s of %s must be a string".formatted(field, where));
        return found.textValue();
    }

    /** A string that may only be {@code only}, or absent. */
    void literal(String field, String only) {
        var found = find(field);
        require(
                found == null || (found.isTextual() && found.textValue().equals(only)),
                "%s of %s is %s; here it can only be \"%s\"".formatted(field, where, found, only));
    }

    @Nullable Template template(String field) {
        var found = find(field);
        if (found == null) {
            return null;
        }
        try {
            return new Template(found);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s of %s: %s".formatted(field, where, e.getMessage()), e);
        }
    }

    /** A string or an expression. */
    @Nullable Template textual(String field) {
        var found = template(field);
        require(found == null || found.value().isTextual(), "%s of %s must be a string".formatted(field, where));
        return found;
    }

    /** A whole number or an expression. */
    @Nullable Template number(String field, long lowest) {
        var found = template(field);
        require(
                found == null || found.isExpression() || isWhole(found.value(), lowest, LONGEST_SECONDS),
                "%s of %s must be an expression or a whole number from %d to %d"
                        .formatted(field, where, lowest, LONGEST_SECONDS));
        return found;
    }

    @Nullable Long whole(String field, long lowest, long highest) {
        var found = find(field);
        if (found == null) {
            return null;
        }
        require(
                isWhole(found, lowest, highest),
                "%s of %s must be a whole number from %d to %d".formatted(field, where, lowest, highest));
        return found.longValue();
    }

    /** Templates by the names of the variables that they are for. */
    Map<String, Template> assign() {
        var found = find("Assign");
        if (found == null) {
            return Map.of();
        }
        var variables = new Fields(found, "Assign of " + where);
        var templates = new LinkedHashMap<String, Template>();
        for (var name : found.properties()) {
            var variable = name.getKey();
            require(
                    variable.matches("[\\p{L}_][\\p{L}\\p{N}_]{0,79}") && !variable.equals("states"),
                    "'%s' cannot be the name of a variable, in %s".formatted(variable, where));
            var template = variables.template(variable);
            if (template != null) {
                templates.put(variable, template);
            }
        }
        return templates;
    }

    /** Objects in an array; none if there is no such field. */
    List<Fields> list(String field) {
        var found = find(field);
        require(found == null || found.isArray(), "%s of %s must be an array".formatted(field, where));
        var elements = new ArrayList<Fields>();
        if (found != null) {
            for (var element : found) {
                elements.add(new Fields(element, "%s[%d] of %s".formatted(field, elements.size(), where)));
            }
        }
        return elements;
    }

    /** @throws IllegalArgumentException if there is a field that nobody asked for */
    void end() {
        var unknown = new TreeSet<String>();
        object.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(asked);
        require(unknown.isEmpty(), "%s has %s, which is not supported here".formatted(where, unknown));
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    private static boolean isWhole(JsonNode value, long lowest, long highest) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= lowest
                && value.longValue() <= highest;
    }
}
