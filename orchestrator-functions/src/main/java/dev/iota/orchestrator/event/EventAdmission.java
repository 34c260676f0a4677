package dev.iota.orchestrator.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.iota.cloud.table.CallTable;
import dev.iota.cloud.table.HotkeyList;
import dev.iota.cloud.table.MinerChange;
import dev.iota.core.identity.Hotkey;
import dev.iota.orchestrator.context.Caches;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.util.Optional;

/**
 * Whose events are looked at: miners that have a place and validators, those that did not flood the queue in this
 * minute. It is asked by the name that an event bears, before its signature is verified; so the name must never cost
 * its owner anything. What is counted is what was verified.
 */
public final class EventAdmission {
    /**
     * Somebody in good standing is not looked up for so long; whoever is not, is each time, since that may change with
     * a registration.
     */
    private static final Duration KEPT = Duration.ofSeconds(10);

    /** Of the largest run. */
    private static final int MOST = 20_000;

    private final Services services;
    private final Cache<Hotkey, Boolean> known;
    private final Cache<Hotkey, Duration> flooding;
    private final Cache<String, HotkeyList> listed;
    private final StructuredLog structuredLog = new StructuredLog(EventAdmission.class);

    public EventAdmission(Services services) {
        this.services = services;
        this.known = Caches.of(MOST, services.clock()).expireAfterWrite(KEPT).build();
        this.listed = Caches.of(1, services.clock()).expireAfterWrite(KEPT).build();
        this.flooding = Caches.of(MOST, services.clock())
                .expireAfter(Expiry.<Hotkey, Duration>writing((hotkey, left) -> left))
                .build();
    }

    /** Why an event goes unread. */
    public enum Objection {
        /** No miner of this name ever registered, and it is on no list of validators. */
        STRANGER,
        /** It has no place. */
        EVICTED,
        /** It sent too much that no lease asked for. */
        FLOOD
    }

    /** Whether an event that bears this name is dropped, and why. */
    public Optional<Objection> objection(Hotkey sender) {
        if (flooding.getIfPresent(sender) != null) {
            return Optional.of(Objection.FLOOD);
        }
        if (known.getIfPresent(sender) != null) {
            return Optional.empty();
        }
        var miner = services.miners().get(sender);
        if (miner.filter(known -> !known.conduct().isEvicted()).isEmpty()
                && !validators().hotkeys().contains(sender)) {
            return Optional.of(miner.isEmpty() ? Objection.STRANGER : Objection.EVICTED);
        }
        known.put(sender, true);
        return Optional.empty();
    }

    /** Read once in a while: what a stranger sends must not cost a read more. */
    private HotkeyList validators() {
        return listed.get("", any -> services.runs().validators());
    }

    /**
     * Counts a verified event that no lease asked for. The one that is too many in a minute is a fault; the rest of the
     * minute goes unread.
     */
    public void charge(Run run, Hotkey sender, int bytes) {
        var now = services.now();
        var limits = run.spec().limits();
        var sum = services.calls().event(sender, bytes, now);
        if (sum.events() <= limits.events() && sum.bytes() <= limits.eventBytes()) {
            return;
        }
        flooding.put(sender, CallTable.untilNext(now));
        var before = sum.events() - 1 <= limits.events() && sum.bytes() - bytes <= limits.eventBytes();
        if (before) {
            var reason = "more than %d events or %d bytes in a minute that no lease asked for"
                    .formatted(limits.events(), limits.eventBytes());
            services.miners()
                    .change(new MinerChange(sender).fault(limits.conduct().flood(), reason));
            structuredLog.notable("flood", reason, "hotkey", sender);
        }
    }
}
