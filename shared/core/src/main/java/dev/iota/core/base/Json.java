package dev.iota.core.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * Records to JSON and back. Unknown, missing and null fields (but for null as an empty optional), duplicate keys and
 * trailing text are refused; nesting, string and number lengths are bounded, so that a hostile document costs no more
 * than its own length.
 */
public final class Json {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxNumberLength(64)
            .maxStringLength(1 << 20)
            .maxNameLength(256)
            .build();
    private static final ObjectMapper JSON = strict(JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            .build()));
    private static final ObjectMapper LENIENT =
            JSON.copy().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final ObjectMapper YAML = strict(YAMLMapper.builder(
            YAMLFactory.builder().streamReadConstraints(LIMITS).build()));

    private Json() {}

    private static ObjectMapper strict(com.fasterxml.jackson.databind.cfg.MapperBuilder<?, ?> builder) {
        return builder.enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                // A record is its components: a question it answers about itself, such as isOpen(), is no field.
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .addModules(new Jdk8Module(), new JavaTimeModule())
                .build();
    }

    /** The mapper itself, for trees and streams. */
    public static ObjectMapper mapper() {
        return JSON;
    }

    public static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "cannot write %s as JSON".formatted(value.getClass().getName()), e);
        }
    }

    /** @throws MalformedException if the text is not exactly one {@code type} */
    public static <T> T read(String text, Class<T> type) {
        return read(JSON, "JSON", text, type);
    }

    /**
     * The same of what a newer version may have written, which knows more fields.
     *
     * @throws MalformedException if the text is no {@code type}
     */
    public static <T> T readNewer(String text, Class<T> type) {
        return read(LENIENT, "JSON", text, type);
    }

    /** @throws MalformedException if the text is not exactly one {@code type} */
    public static <T> T readYaml(String text, Class<T> type) {
        return read(YAML, "YAML", text, type);
    }

    /** Why a tree or a stream of {@link #mapper} cannot be read, in plain words. */
    public static String problem(JsonProcessingException e) {
        return JsonErrors.describe(e, "JSON");
    }

    private static <T> T read(ObjectMapper mapper, String format, String text, Class<T> type) {
        try {
            var value = mapper.readValue(text, type);
            if (value == null) {
                throw new MalformedException("expected %s, found null".formatted(type.getSimpleName()));
            }
            return value;
        } catch (JsonProcessingException e) {
            if (e instanceof JsonMappingException && e.getCause() instanceof IllegalArgumentException cause) {
                throw new MalformedException(String.valueOf(cause.getMessage()), e);
            }
            var what = JsonErrors.describe(e, format);
            throw new MalformedException(
                    JsonNode.class.isAssignableFrom(type) ? what : "%s: %s".formatted(type.getSimpleName(), what), e);
        }
    }
}
