package dev.iota.model.text.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.iota.model.text.CorpusException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The {@code text} of a line of JSON; its other fields are passed over. */
final class JsonLine {
    private static final String FIELD = "text";
    /** A line is bounded where it is read, and a string is no longer than its line. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonLine() {}

    static String text(String line, Path file, long number) throws IOException {
        try (var parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(file, number, "it is no JSON object", null);
            }
            var text = find(parser, file, number);
            if (parser.nextToken() != null) {
                throw malformed(file, number, "something follows its JSON object", null);
            }
            return text;
        } catch (JsonProcessingException e) {
            throw malformed(
                    file,
                    number,
                    "it is not JSON at its character %d"
                            .formatted(e.getLocation().getColumnNr()),
                    e);
        }
    }

    private static String find(JsonParser parser, Path file, long number) throws IOException {
        @Nullable String text = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            if (!name.equals(FIELD)) {
                parser.skipChildren();
            } else if (value == JsonToken.VALUE_STRING) {
                text = parser.getText();
            } else {
                throw malformed(file, number, "its field '%s' is no string".formatted(FIELD), null);
            }
        }
        if (text == null) {
            throw malformed(file, number, "it has no field '%s'".formatted(FIELD), null);
        }
        return text;
    }

    private static CorpusException malformed(Path file, long number, String what, @Nullable Throwable cause) {
        return new CorpusException(
                "%s:%d: %s; wanted one JSON object with a string '%s' on each line"
                        .formatted(file, number, what, FIELD),
                cause);
    }
}
