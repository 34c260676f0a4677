package dev.iota.core.identity;

import dev.iota.core.wire.MalformedException;
import dev.iota.core.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The signature of a call to the HTTP API: over run, method, path, query, body, time and nonce, one a line. Valid for
 * {@link #WINDOW} either way.
 *
 * @param time milliseconds since 1970
 * @param nonce of the caller's choice, never used twice
 */
public record SignedRequest(Hotkey hotkey, long time, String nonce, String signature) {
    /** How far the caller's clock may be off. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    private static final String DOMAIN = "iota-request-1";
    private static final String HOTKEY = "x-iota-hotkey";
    private static final String TIME = "x-iota-time";
    private static final String NONCE = "x-iota-nonce";
    private static final String SIGNATURE = "x-iota-signature";
    private static final int LONGEST_NONCE = 64;

    /** What a request consists of. {@code query} is the raw query string, empty if there is none. */
    public record Target(String run, String method, String path, String query, String body) {}

    public static SignedRequest sign(KeyPair keys, Target target, Instant now, String nonce) {
        var time = now.toEpochMilli();
        return new SignedRequest(
                keys.hotkey(),
                time,
                nonce,
                Base64.getEncoder().encodeToString(keys.sign(message(target, time, nonce))));
    }

    /** The HTTP headers that carry it. */
    public Map<String, String> headers() {
        return Map.of(HOTKEY, hotkey.address(), TIME, Long.toString(time), NONCE, nonce, SIGNATURE, signature);
    }

    /** @throws MalformedException if a header is missing or has the wrong form */
    public static SignedRequest of(Map<String, String> headers) {
        var lower = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        lower.putAll(headers);
        var nonce = header(lower, NONCE);
        if (nonce.isEmpty() || nonce.length() > LONGEST_NONCE) {
            throw new MalformedException(
                    "%s has %d characters; wanted 1 to %d".formatted(NONCE, nonce.length(), LONGEST_NONCE));
        }
        try {
            return new SignedRequest(
                    new Hotkey(header(lower, HOTKEY)),
                    Long.parseLong(header(lower, TIME)),
                    nonce,
                    header(lower, SIGNATURE));
        } catch (NumberFormatException e) {
            throw new MalformedException("%s is no number of milliseconds".formatted(TIME), e);
        }
    }

    private static String header(Map<String, String> headers, String name) {
        return Optional.ofNullable(headers.get(name))
                .orElseThrow(() -> new MalformedException("the header %s is missing".formatted(name)));
    }

    /** Whether the caller's clock is near enough to {@code now}. */
    public boolean isTimely(Instant now) {
        var off = Math.abs(Math.subtractExact(now.toEpochMilli(), Math.clamp(time, 0, Long.MAX_VALUE / 2)));
        return off <= WINDOW.toMillis();
    }

    /** Whether the signature is this hotkey's over exactly this request. */
    public boolean isOf(Target target) {
        try {
            return KeyPair.verify(
                    hotkey, message(target, time, nonce), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] message(Target target, long time, String nonce) {
        return String.join(
                        "\n",
                        DOMAIN,
                        target.run(),
                        target.method(),
                        target.path(),
                        target.query(),
                        Sha256.hex(target.body()),
                        Long.toString(time),
                        nonce)
                .getBytes(StandardCharsets.UTF_8);
    }
}
