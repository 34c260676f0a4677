package dev.iota.core.score;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where two JSON documents first say something else. */
final class JsonDifference {
    private static final int SHOWN = 120;

    private JsonDifference() {}

    /** A sentence that begins with the path of the field; empty if they say the same. */
    static Optional<String> first(JsonNode expected, JsonNode found) {
        return first("", expected, found);
    }

    private static Optional<String> first(String path, JsonNode expected, JsonNode found) {
        if (expected.isObject() && found.isObject()) {
            return fields(expected, found).stream()
                    .map(name ->
                            first(path.isEmpty() ? name : path + "." + name, expected.path(name), found.path(name)))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        if (expected.isArray() && found.isArray()) {
            return IntStream.range(0, Math.max(expected.size(), found.size()))
                    .mapToObj(i -> first("%s[%d]".formatted(path, i), expected.path(i), found.path(i)))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return expected.equals(found)
                ? Optional.empty()
                : Optional.of("%s is %s; it follows %s".formatted(path, shown(found), shown(expected)));
    }

    /** Of both, in the order in which they stand. */
    private static List<String> fields(JsonNode expected, JsonNode found) {
        var names = new LinkedHashSet<String>();
        expected.fieldNames().forEachRemaining(names::add);
        found.fieldNames().forEachRemaining(names::add);
        return new ArrayList<>(names);
    }

    private static String shown(JsonNode node) {
        if (node.isMissingNode()) {
            return "missing";
        }
        var text = node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
