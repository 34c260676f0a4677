package dev.iota.core.wire;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A record that was refused for good, for a person to look at: enough to recognise it, little enough that a flood of
 * them is small.
 *
 * @param at when it was refused
 * @param source the queue, inbox or bucket that it was found in
 * @param miner whose it is, where that is proven
 * @param reason why it was refused
 * @param bytes how long it is
 * @param sha256 of the whole of it
 * @param excerpt how it begins; what a terminal would obey is replaced, and of URLs, which may be rights, only the
 *     beginning is kept
 */
public record Quarantined(
        Instant at, String source, Optional<Hotkey> miner, String reason, long bytes, String sha256, String excerpt) {
    /** Characters that are kept of reason and excerpt. */
    public static final int MOST = 300;

    private static final Pattern URL = Pattern.compile("(https?:)//[^\\s\"\\\\]*");
    private static final int REPLACEMENT = 0xFFFD;

    public Quarantined {
        reason = shown(reason);
        excerpt = shown(excerpt);
    }

    /** What there is to say about a refused text. */
    public static Quarantined of(Instant at, String source, Optional<Hotkey> miner, String text, String reason) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Quarantined(at, source, miner, reason, bytes.length, Sha256.hex(bytes), text);
    }

    /** The same, found elsewhere. */
    public Quarantined from(String other) {
        return new Quarantined(at, other, miner, reason, bytes, sha256, excerpt);
    }

    /** Cut before the URLs are searched for, so that the work is bounded, too. */
    private static String shown(String text) {
        var some = text.substring(0, Math.min(text.length(), 2 * MOST));
        var clean = new StringBuilder(some.length());
        URL.matcher(some)
                .replaceAll("$1//…")
                .codePoints()
                .forEach(c -> clean.appendCodePoint(isPrintable(c) ? c : REPLACEMENT));
        return clean.substring(0, end(clean));
    }

    /** Half a character is none, and a store would keep something else in its place. */
    private static int end(CharSequence clean) {
        if (clean.length() <= MOST) {
            return clean.length();
        }
        return Character.isHighSurrogate(clean.charAt(MOST - 1)) ? MOST - 1 : MOST;
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
