package dev.iota.local.cloud.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.definition.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What callers of the service give, and may not give. */
final class Given {
    /** Letters and signs that the service allows in names. */
    private static final Pattern NAME =
            Pattern.compile("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cntrl}\\x7f-\\x9f]{1,80}");

    private static final int LARGEST_INPUT = 256 << 10;

    private Given() {}

    static void requireName(String name) throws RejectedException {
        if (!NAME.matcher(name).matches()) {
            throw new RejectedException("InvalidName", "Invalid Name: '%s'".formatted(name));
        }
    }

    static JsonNode json(String text, String code) throws RejectedException {
        if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST_INPUT) {
            throw new RejectedException(code, "the data is longer than %d bytes".formatted(LARGEST_INPUT));
        }
        try {
            return Documents.parse(text);
        } catch (JsonProcessingException e) {
            throw new RejectedException(code, "the data is no JSON: " + e.getOriginalMessage());
        }
    }
}
