package dev.iota.core.identity;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The signature of a call to the HTTP API: over run, method, path, query, body, time and nonce, one a line. Valid for
 * {@link #WINDOW} either way. {@link Proof} is what a server makes of it.
 *
 * @param time milliseconds since 1970
 * @param nonce of the caller's choice, never used twice: 1 to 64 letters, digits, '-' and '_'
 * @param signature as {@link KeyPair#signature} writes it
 */
public record SignedRequest(Hotkey hotkey, long time, String nonce, String signature) {
    /** How far the caller's clock may be off. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    private static final String DOMAIN = "iota-request-1";
    private static final String HOTKEY = "x-iota-hotkey";
    private static final String TIME = "x-iota-time";
    private static final String NONCE = "x-iota-nonce";
    private static final String SIGNATURE = "x-iota-signature";
    private static final Pattern NONCE_SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern TIME_SHAPE = Pattern.compile("[1-9][0-9]{0,17}");

    /** What a request consists of. {@code query} is the raw query string, empty if there is none. */
    public record Target(String run, String method, String path, String query, String body) {}

    /** @throws MalformedException if the target holds a line break, which the signed text has no place for */
    public static SignedRequest sign(KeyPair keys, Target target, Instant now, String nonce) {
        var time = now.toEpochMilli();
        return new SignedRequest(keys.hotkey(), time, nonce, keys.signature(message(target, time, nonce)));
    }

    /** The HTTP headers that carry it. */
    public Map<String, String> headers() {
        return Map.of(HOTKEY, hotkey.address(), TIME, Long.toString(time), NONCE, nonce, SIGNATURE, signature);
    }

    /** @throws MalformedException if a header is missing or has the wrong form */
    public static SignedRequest of(Map<String, String> headers) {
        var lower = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        lower.putAll(headers);
        var time = matching(lower, TIME, TIME_SHAPE);
        var nonce = matching(lower, NONCE, NONCE_SHAPE);
        return new SignedRequest(
                new Hotkey(header(lower, HOTKEY)), Long.parseLong(time), nonce, header(lower, SIGNATURE));
    }

    /** The nonce that these headers carry, if it has the right form. */
    static Optional<String> nonce(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(NONCE))
                .map(Map.Entry::getValue)
                .filter(NONCE_SHAPE.asMatchPredicate())
                .findFirst();
    }

    private static String matching(Map<String, String> headers, String name, Pattern shape) {
        var value = header(headers, name);
        if (!shape.matcher(value).matches()) {
            throw new MalformedException("the header %s is not of the form %s".formatted(name, shape));
        }
        return value;
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

    /** Until when the nonce has to be remembered: after that the request is refused for its time alone. */
    public Instant expires() {
        return Instant.ofEpochMilli(time).plus(WINDOW);
    }

    /** Whether the signature is this hotkey's over exactly this request. */
    public boolean isOf(Target target) {
        try {
            return KeyPair.verify(hotkey, message(target, time, nonce), signature);
        } catch (MalformedException e) {
            return false;
        }
    }

    private static byte[] message(Target target, long time, String nonce) {
        var lines = List.of(
                DOMAIN,
                target.run(),
                target.method(),
                target.path(),
                target.query(),
                Sha256.hex(Utf8.bytes(target.body())),
                Long.toString(time),
                nonce);
        if (lines.stream().anyMatch(line -> line.indexOf('\n') >= 0)) {
            throw new MalformedException(
                    "a request with a line break in its address; two requests would share a signature");
        }
        return Utf8.bytes(String.join("\n", lines));
    }
}
