package dev.iota.local.cloud.access;

import java.time.Instant;

/**
 * What AssumeRole gave out.
 *
 * @param accessKeyId public half
 * @param secretAccessKey what requests are signed with
 * @param sessionToken sent with every request
 * @param expiration end of validity
 */
public record TemporaryCredentials(
        String accessKeyId, String secretAccessKey, String sessionToken, Instant expiration) {
    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "TemporaryCredentials[%s until %s]".formatted(accessKeyId, expiration);
    }
}
