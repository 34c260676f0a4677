package dev.iota.core.audit;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;

/**
 * A validator's right to one audit, until it runs out.
 *
 * @param id random; the verdict names it
 */
public record AuditLease(String id, Hotkey validator, Instant until) {
    public boolean isOver(Instant now) {
        return now.isAfter(until);
    }

    AuditLease extendedTo(Instant later) {
        return new AuditLease(id, validator, later);
    }
}
