package dev.iota.core.microbatch;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch.Place;
import dev.iota.core.microbatch.Microbatch.State;
import java.time.Instant;
import java.util.ArrayList;

/** How a miner gets the right to a hop, keeps it and loses it. What has been done of the microbatch stays as it is. */
final class LeaseRules {
    private LeaseRules() {}

    static Decision<Microbatch> lease(Microbatch microbatch, Lease lease, Instant now) {
        if (microbatch.state() != State.WAITING) {
            return Decision.unchanged(microbatch, "microbatch %d is %s already", microbatch.id(), microbatch.state());
        }
        var issued = new ArrayList<>(microbatch.issued());
        issued.add(lease);
        return changed(
                microbatch,
                Cause.LEASE,
                microbatch.place().leased(issued, now, lease.until()),
                "leased to %s until %s",
                lease.hotkey(),
                lease.until());
    }

    static Decision<Microbatch> withdraw(Microbatch microbatch, Lease lease, Instant now) {
        if (microbatch.lease().filter(lease::equals).isEmpty()) {
            return Decision.unchanged(microbatch, "lease %s is not in force", lease.id());
        }
        var kept = microbatch.issued().subList(0, microbatch.issued().size() - 1);
        return changed(
                microbatch, Cause.WITHDRAWAL, microbatch.place().waiting(kept, now), "%s has no room", lease.hotkey());
    }

    static Decision<Microbatch> extend(Microbatch microbatch, String lease, Instant until) {
        var current = microbatch.lease().filter(l -> l.id().equals(lease));
        if (current.isEmpty() || !current.get().until().isBefore(until)) {
            return Decision.unchanged(microbatch, "lease %s is not in force, or long enough", lease);
        }
        var issued = new ArrayList<>(microbatch.issued());
        issued.set(issued.size() - 1, current.get().extendedTo(until));
        return changed(
                microbatch,
                Cause.EXTENSION,
                microbatch.place().leased(issued, microbatch.since(), until),
                "extended to %s",
                until);
    }

    static Decision<Microbatch> expire(Microbatch microbatch, String lease, Instant now) {
        var current = microbatch.lease().filter(l -> l.id().equals(lease));
        if (current.isEmpty()) {
            return Decision.unchanged(microbatch, "lease %s is not in force", lease);
        }
        if (!current.get().isOver(now)) {
            return Decision.unchanged(
                    microbatch, "lease %s runs until %s", lease, current.get().until());
        }
        return changed(
                microbatch,
                Cause.EXPIRY,
                microbatch.place().waiting(microbatch.issued(), now),
                "lease of %s ran out",
                current.get().hotkey());
    }

    static Decision<Microbatch> abandon(Microbatch microbatch, Hotkey hotkey, Instant now) {
        if (microbatch.lease().filter(lease -> lease.hotkey().equals(hotkey)).isEmpty()) {
            return Decision.unchanged(microbatch, "%s has no lease of it in force", hotkey);
        }
        return changed(
                microbatch,
                Cause.SILENCE,
                microbatch.place().waiting(microbatch.issued(), now),
                "%s fell silent",
                hotkey);
    }

    static Decision<Microbatch> fence(Microbatch microbatch, Hotkey hotkey, long registration, Instant now) {
        var kept = microbatch.issued().stream()
                .filter(l -> !l.hotkey().equals(hotkey) || l.registration() >= registration)
                .toList();
        if (!microbatch.isOpen() || kept.size() == microbatch.issued().size()) {
            return Decision.unchanged(microbatch, "%s has no older lease on it", hotkey);
        }
        var inForce = microbatch.lease().filter(kept::contains).isPresent();
        return inForce
                ? changed(
                        microbatch,
                        Cause.FENCE,
                        microbatch.place().leased(kept, microbatch.since(), microbatch.deadline()),
                        "an older lease of %s is fenced",
                        hotkey)
                : changed(
                        microbatch, Cause.FENCE, microbatch.place().waiting(kept, now), "%s registered again", hotkey);
    }

    private static Decision<Microbatch> changed(
            Microbatch microbatch, Cause cause, Place next, String reason, Object... values) {
        return Decision.changed(microbatch.after(cause, next, microbatch.progress()), reason, values);
    }
}
