package dev.iota.core.audit;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.SignedEvent;
import java.time.Instant;

/**
 * What a validator said.
 *
 * @param passed whether it found an honest miner's work
 * @param seconds that it was busy
 * @param at when it was counted
 * @param signed the event as the validator signed it, with every measure
 */
public record Verdict(Hotkey validator, boolean passed, double seconds, Instant at, SignedEvent signed) {
    static Verdict of(AuditEvent.Judged event, SignedEvent signed, Instant now) {
        return new Verdict(signed.hotkey(), event.passed(), event.seconds(), now, signed);
    }
}
