package dev.iota.local.cloud.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What AssumeRole gave out.
 *
 * @param accessKeyId public half
 * @param secretAccessKey what requests are signed with
 * @param sessionToken sent with every request
 * @param expiration end of validity
 * @param roleArn role that was assumed
 * @param sessionName name that the caller gave the session
 * @param policy session policy (JSON), which narrows what the role may do, or null for all of it
 */
public record TemporaryCredentials(
        String accessKeyId,
        String secretAccessKey,
        String sessionToken,
        Instant expiration,
        String roleArn,
        String sessionName,
        @Nullable String policy) {
    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "TemporaryCredentials[%s, %s/%s until %s]".formatted(accessKeyId, roleArn, sessionName, expiration);
    }
}
