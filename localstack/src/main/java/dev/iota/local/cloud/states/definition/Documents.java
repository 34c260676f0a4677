package dev.iota.local.cloud.states.definition;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
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
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Documents() {}

    /** @throws JsonProcessingException if the text is not exactly one JSON value */
    public static JsonNode parse(String text) throws JsonProcessingException {
        var node = JSON.readTree(text);
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
    static @Nullable Object plain(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }

    /**
     * What the JSONata library computed.
     *
     * @throws IllegalArgumentException if it is nothing that JSON has, such as a function
     */
    static JsonNode json(@Nullable Object value) {
        if (value == null || value.equals(Jsonata.NULL_VALUE)) {
            return NullNode.instance;
        }
        if (value instanceof Map<?, ?> map) {
            var object = JsonNodeFactory.instance.objectNode();
            map.forEach((key, member) -> object.set(String.valueOf(key), json(member)));
            return object;
        }
        if (value instanceof List<?> list) {
            var array = JsonNodeFactory.instance.arrayNode(list.size());
            list.forEach(element -> array.add(json(element)));
            return array;
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return Objects.requireNonNull(JSON.<JsonNode>valueToTree(value));
        }
        throw new IllegalArgumentException(
                "a %s is no JSON value".formatted(value.getClass().getSimpleName()));
    }
}
