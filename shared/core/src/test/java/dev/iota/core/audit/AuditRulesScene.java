package dev.iota.core.audit;

import dev.iota.core.audit.Audit.Subject;
import dev.iota.core.base.Decision;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.SignedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** An audit of a miner's hop, and validators. */
abstract class AuditRulesScene {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration LEASE = Duration.ofMinutes(10);
    static final Duration PATIENCE = Duration.ofHours(2);
    static final AuditSpec SPEC = new AuditSpec(0.01, 200, 5, 10, 2, LEASE, PATIENCE);

    private final Random random = new Random(1);
    final Hotkey miner = KeyPair.generate(random).hotkey();
    final List<KeyPair> validators =
            Stream.generate(() -> KeyPair.generate(random)).limit(4).toList();
    private final Map<Event, SignedEvent> verdicts = new HashMap<>();
    final AuditTransitions rules = new AuditTransitions(SPEC);

    Audit fresh() {
        var object = new StoredObject("hop/x", 16, Sha256.hex("x"));
        var said =
                new Evidence.Said(7, new GradientProbe(List.of(1f), List.of(2f)), Optional.of(2.5f), Optional.empty());
        var evidence = new Evidence.OfHop(
                new Evidence.Named(5, 9, "hop", 1),
                Optional.of(object),
                Optional.empty(),
                Optional.empty(),
                Optional.of(object),
                said);
        return Audit.fresh("audit", new Subject(miner, 3, 1, 2.5, 0.05), evidence, NOW, NOW.plus(PATIENCE));
    }

    Hotkey validator(int number) {
        return validators.get(number).hotkey();
    }

    /** The lease that the validator is given is named after it. */
    Decision<Audit> lease(Audit audit, int number, Instant now) {
        return rules.lease(audit, "lease-" + number, validator(number), now);
    }

    Audit leased(Audit audit, int number) {
        return lease(audit, number, NOW).next();
    }

    Decision<Audit> judged(AuditTransitions by, Audit audit, int number, boolean passed) {
        var event =
                new AuditEvent.Judged("r", 3, 1, "audit", "lease-" + number, passed, List.of(), "measured", "cpu", 1.5);
        var signed = verdicts.computeIfAbsent(event, any -> SignedEvent.sign(validators.get(number), event));
        return by.judged(audit, event, signed, NOW);
    }

    Decision<Audit> judged(Audit audit, int number, boolean passed) {
        return judged(rules, audit, number, passed);
    }

    Audit after(Audit audit, int number, boolean passed) {
        return judged(leased(audit, number), number, passed).next();
    }

    Decision<Audit> failed(Audit audit, int number, boolean sound) {
        var event = new AuditEvent.Failed("r", 3, 1, "audit", "lease-" + number, "the input is missing");
        return rules.failed(audit, event, validator(number), sound, NOW);
    }
}
