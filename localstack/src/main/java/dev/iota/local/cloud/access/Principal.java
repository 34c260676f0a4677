package dev.iota.local.cloud.access;

import org.jspecify.annotations.Nullable;

/**
 * Whom an access key belongs to.
 *
 * @param name for messages
 * @param secretAccessKey what its requests are signed with
 * @param policy what it may do, or null for the owner, who may do everything
 */
public record Principal(
        String name, String secretAccessKey, @Nullable Policy policy) {
    /** @throws DeniedException if the caller may not do this */
    public void require(String action, String resource) throws DeniedException {
        if (policy != null && !policy.allows(action, resource)) {
            throw new DeniedException(
                    "AccessDenied",
                    "User: %s is not authorized to perform: %s on resource: %s".formatted(name, action, resource));
        }
    }

    public boolean isOwner() {
        return policy == null;
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "Caller[%s]".formatted(name);
    }
}
