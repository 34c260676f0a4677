package dev.iota.model.text.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.iota.core.base.FileReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The document in a line of JSON. Its other fields are passed over, and may hold what only resembles JSON, as programs
 * write it: {@code NaN}, long numbers, control characters.
 */
final class JsonLine {
    /** A line is bounded where it is read, and nothing in it is longer than it. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    private JsonLine() {}

    /**
     * @param field that holds the document
     * @throws BadDocumentException if there is none
     */
    static String text(String line, String field) throws BadDocumentException {
        try (var parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadDocumentException("it is no JSON object");
            }
            var text = find(parser, field);
            if (parser.nextToken() != null) {
                throw new BadDocumentException("it goes on after its JSON object");
            }
            return text;
        } catch (BadDocumentException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw new BadDocumentException("it is not JSON at its character %d"
                    .formatted(e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new BadDocumentException("it is not JSON: " + FileReason.of(e));
        }
    }

    private static String find(JsonParser parser, String field) throws IOException {
        @Nullable String text = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            if (!name.equals(field)) {
                parser.skipChildren();
            } else if (value == JsonToken.VALUE_STRING) {
                text = parser.getText();
            } else {
                throw new BadDocumentException("its field '%s' is no string".formatted(field));
            }
        }
        if (text == null) {
            throw new BadDocumentException("it has no field '%s'".formatted(field));
        }
        return text;
    }
}
