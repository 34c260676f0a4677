package dev.iota.local.cloud.states.execution;

import dev.iota.local.cloud.states.definition.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a task token says to us; to everybody else it is opaque.
 *
 * @param execution key of the execution
 * @param flow number of the flow
 * @param attempt secret of the attempt
 */
public record Token(String execution, int flow, String attempt) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{32})/(\\d{1,9})/([0-9a-f]{32})");

    public String text() {
        var words = "%s/%d/%s".formatted(execution, flow, attempt);
        return Base64.getEncoder().encodeToString(words.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws RejectedException if no token ever had this text */
    public static Token of(String text) throws RejectedException {
        try {
            var words = new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII);
            var match = FORM.matcher(words);
            if (match.matches()) {
                return new Token(match.group(1), Integer.parseInt(match.group(2)), match.group(3));
            }
        } catch (IllegalArgumentException e) {
            // Not Base64: the same answer.
        }
        throw new RejectedException("InvalidToken", "Invalid Token: '%s'".formatted(text));
    }
}
