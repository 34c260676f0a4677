package dev.iota.local.cloud.service;

import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Temporary credentials that are valid now, with the policy each was narrowed by. STS issues through it; whoever guards a service asks
 * it who an access key belongs to.
 */
public final class Sessions {
    /** AWS's prefix of temporary access keys. */
    private static final String TEMPORARY_PREFIX = "ASIA";

    private static final int KEY_BYTES = 8;
    private static final int SECRET_BYTES = 30;
    private static final int TOKEN_BYTES = 96;

    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, TemporaryCredentials> byKey = new ConcurrentHashMap<>();

    public Sessions(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Issues credentials for a role, narrowed by a session policy (JSON) unless it is null. */
    public TemporaryCredentials issue(String roleArn, String sessionName, Duration lifetime, @Nullable String policy) {
        var now = clock.instant();
        byKey.values().removeIf(session -> !session.expiration().isAfter(now));
        var issued = new TemporaryCredentials(
                TEMPORARY_PREFIX + HexFormat.of().formatHex(bytes(KEY_BYTES)).toUpperCase(Locale.ROOT),
                Base64.getEncoder().encodeToString(bytes(SECRET_BYTES)),
                Base64.getEncoder().encodeToString(bytes(TOKEN_BYTES)),
                now.plus(lifetime),
                roleArn,
                sessionName,
                policy);
        byKey.put(issued.accessKeyId(), issued);
        return issued;
    }

    /** The unexpired session of this access key. */
    public Optional<TemporaryCredentials> find(String accessKeyId) {
        return Optional.ofNullable(byKey.get(accessKeyId))
                .filter(session -> session.expiration().isAfter(clock.instant()));
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
