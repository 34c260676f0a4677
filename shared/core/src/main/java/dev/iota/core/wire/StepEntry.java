package dev.iota.core.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One microbatch of an optimiser step, with the hashes of what went into it. In JSON it is one short text, since a step
 * has many: {@code id:input:gradient}, the hashes in base64 for URLs without padding.
 *
 * @param input SHA-256 of the stage's input, or of the tokens at the head
 * @param gradient SHA-256 of the gradient of the stage's output; none at the tail
 */
public record StepEntry(long microbatch, String input, Optional<String> gradient) {
    private static final Pattern TEXT = Pattern.compile("(0|[1-9]\\d{0,17}):([\\w-]{43}):([\\w-]{43})?");

    public StepEntry {
        Sha256.require(input, "input");
        gradient.ifPresent(hash -> Sha256.require(hash, "gradient"));
    }

    /** @throws MalformedException if the text is not exactly what {@link #text} writes */
    @JsonCreator
    static StepEntry of(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new MalformedException("a microbatch of a step is not written as id:input:gradient");
        }
        var entry = new StepEntry(
                Long.parseLong(parts.group(1)),
                hex(parts.group(2)),
                Optional.ofNullable(parts.group(3)).map(StepEntry::hex));
        if (!entry.text().equals(text)) {
            throw new MalformedException("a hash of microbatch %d of a step is not base64".formatted(entry.microbatch));
        }
        return entry;
    }

    @JsonValue
    String text() {
        return "%d:%s:%s"
                .formatted(
                        microbatch,
                        base64(input),
                        gradient.map(StepEntry::base64).orElse(""));
    }

    private static String base64(String hash) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(hash));
    }

    private static String hex(String base64) {
        return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64));
    }
}
