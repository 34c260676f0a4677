package dev.iota.local.cloud.access;

import dev.iota.core.base.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Temporary credentials. Nothing is remembered of them: their token says who they are of, what they may do and until
 * when, under a code that the owner's secret alone can make, and their secret follows from their access key. So they
 * outlive the process that issued them.
 */
public final class Sessions {
    /** AWS's prefix of temporary access keys. */
    private static final String TEMPORARY_PREFIX = "ASIA";

    private static final int KEY_BYTES = 8;

    /** Policies have 2048 characters at most. */
    private static final int LONGEST_TOKEN = 8192;

    private final byte[] ownerSecret;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param ownerSecret from which everything is derived */
    public Sessions(String ownerSecret, Clock clock, RandomGenerator random) {
        this.ownerSecret = ownerSecret.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
        this.random = random;
    }

    /** What a token says. */
    record Claims(String accessKeyId, String name, String policy, Instant expires) {}

    /**
     * Issues credentials.
     *
     * @param name of the session, for messages
     * @param policy all that they allow
     * @throws DeniedException if the policy is not understood
     */
    public TemporaryCredentials issue(String name, String policy, Duration lifetime) throws DeniedException {
        Policy.parse(policy);
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        var key = TEMPORARY_PREFIX + HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT);
        var claims = new Claims(key, name, policy, clock.instant().plus(lifetime));
        return new TemporaryCredentials(key, secret(key), token(Json.write(claims)), claims.expires());
    }

    /** The secret of a temporary access key. */
    String secret(String accessKeyId) {
        return encode(Hmac.of(ownerSecret, "secret " + accessKeyId));
    }

    /**
     * Who these credentials were issued to.
     *
     * @throws DeniedException if they were not issued here, or have expired
     */
    Principal open(String accessKeyId, String token) throws DeniedException {
        var claims = claims(token);
        if (!claims.accessKeyId().equals(accessKeyId)) {
            throw invalid();
        }
        if (!claims.expires().isAfter(clock.instant())) {
            throw new DeniedException(
                    "ExpiredToken",
                    "The security token included in the request expired at %s".formatted(claims.expires()));
        }
        return new Principal(claims.name(), secret(accessKeyId), Policy.parse(claims.policy()));
    }

    private Claims claims(String token) throws DeniedException {
        try {
            var dot = token.length() <= LONGEST_TOKEN ? token.indexOf('.') : -1;
            if (dot > 0) {
                var text = new String(Base64.getUrlDecoder().decode(token.substring(0, dot)), StandardCharsets.UTF_8);
                if (areEqual(token, token(text))) {
                    return Json.read(text, Claims.class);
                }
            }
        } catch (IllegalArgumentException e) {
            // Whatever it is, it was not issued here.
        }
        throw invalid();
    }

    private String token(String claims) {
        return encode(claims.getBytes(StandardCharsets.UTF_8)) + "." + encode(Hmac.of(ownerSecret, "token " + claims));
    }

    static boolean areEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static DeniedException invalid() {
        return new DeniedException("InvalidClientTokenId", "The security token included in the request is invalid");
    }
}
