package dev.iota.local.cloud.states.definition;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * JSON as text, as trees, and as what the JSONata library computes with. Instants are seconds since 1970, as on the
 * wire.
 */
public final class Documents {
    /** Values within values that an expression may make. */
    private static final int DEEPEST = 200;

    /** Values within values that are taken from others. */
    private static final int DEEPEST_TAKEN = 500;

    /** What was taken and made is written with more around it, and has to be read again. */
    private static final int DEEPEST_KEPT = 5000;

    private static final ObjectMapper JSON = mapper(DEEPEST_KEPT);
    private static final ObjectMapper TAKEN = mapper(DEEPEST_TAKEN);

    private static ObjectMapper mapper(int deepest) {
        var reading = StreamReadConstraints.builder().maxNestingDepth(deepest).build();
        var writing = StreamWriteConstraints.builder().maxNestingDepth(deepest).build();
        var factory = JsonFactory.builder()
                .streamReadConstraints(reading)
                .streamWriteConstraints(writing)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private Documents() {}

    /** @throws JsonProcessingException if the text is not exactly one JSON value */
    public static JsonNode parse(String text) throws JsonProcessingException {
        var node = TAKEN.readTree(text);
        if (node.isMissingNode()) {
            throw new com.fasterxml.jackson.core.JsonParseException(null, "there is no JSON value in an empty text");
        }
        return node;
    }

    public static <T> T read(String text, Class<T> type) throws JsonProcessingException {
        return JSON.readValue(text, type);
    }

    public static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%s cannot be written as JSON".formatted(value.getClass()), e);
        }
    }

    /** The value as the JSONata library takes it: maps, lists, and nulls for JSON's null. */
    public static @Nullable Object plain(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }

    /** A value has more parts than could be written in so many bytes. */
    public static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What the JSONata library computed.
     *
     * @param most parts that it may have: one that shares its parts may be small here and endless in writing
     * @throws IllegalArgumentException if it is nothing that JSON has, such as a function, or is nested too deep
     */
    public static JsonNode json(@Nullable Object value, int most) {
        return json(value, new int[] {most}, 0);
    }

    private static JsonNode json(@Nullable Object value, int[] left, int depth) {
        if (left[0]-- <= 0) {
            throw new TooLargeException();
        }
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("its value is nested more than %d deep".formatted(DEEPEST));
        }
        if (value == null || value.equals(Jsonata.NULL_VALUE)) {
            return NullNode.instance;
        }
        if (value instanceof Map<?, ?> map) {
            var object = JsonNodeFactory.instance.objectNode();
            map.forEach((key, member) -> object.set(String.valueOf(key), json(member, left, depth + 1)));
            return object;
        }
        if (value instanceof List<?> list) {
            var array = JsonNodeFactory.instance.arrayNode();
            list.forEach(element -> array.add(json(element, left, depth + 1)));
            return array;
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return Objects.requireNonNull(JSON.<JsonNode>valueToTree(value));
        }
        throw new IllegalArgumentException(
                "a %s is no JSON value".formatted(value.getClass().getSimpleName()));
    }
}
