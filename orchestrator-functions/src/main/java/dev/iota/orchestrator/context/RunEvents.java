package dev.iota.orchestrator.context;

import dev.iota.cloud.table.ViewTable;
import dev.iota.core.api.view.AuditLine;
import dev.iota.core.api.view.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Writes down what happened, for people to read: once each, however often a handler says it. It is written after what
 * it tells of, and nothing waits for it: a process that dies in between leaves it out. A flood of it is cut, and what
 * is left out stands in the log.
 */
public final class RunEvents {
    /** Events of one process in a minute: more than a thousand miners make that all start again within ten. */
    private static final int MOST_EVENTS = 120;

    /** Audits of one process in a minute: more than a hundred validators decide. */
    private static final int MOST_AUDITS = 1200;

    private final ViewTable views;
    private final InstantSource clock;
    private final StructuredLog structuredLog = new StructuredLog(RunEvents.class);
    private final Bound events = new Bound(MOST_EVENTS);
    private final Bound audits = new Bound(MOST_AUDITS);

    RunEvents(ViewTable views, InstantSource clock) {
        this.views = views;
        this.clock = clock;
    }

    /** Writes it down unless it is there. */
    public void happened(RunEvent event) {
        write(events, event.kind() + " " + event.id(), event.reason(), () -> views.add(event));
    }

    /** Writes down what became of an audit, unless it is there. */
    public void decided(AuditLine audit) {
        write(audits, "audit " + audit.audit(), audit.reason(), () -> views.add(audit));
    }

    private void write(Bound bound, String what, String reason, Runnable write) {
        if (!bound.allows(clock.instant())) {
            structuredLog.wrong("event left out of the list", reason, "event", what);
            return;
        }
        try {
            write.run();
        } catch (RuntimeException e) {
            structuredLog.failed("event not written: " + what, e);
        }
    }

    /** So many in a minute, and no more. */
    private static final class Bound {
        private static final Duration MINUTE = Duration.ofMinutes(1);

        private final int most;
        private Instant minute = Instant.EPOCH;
        private int written;

        Bound(int most) {
            this.most = most;
        }

        synchronized boolean allows(Instant now) {
            if (!now.isBefore(minute.plus(MINUTE))) {
                minute = now;
                written = 0;
            }
            return written++ < most;
        }
    }
}
