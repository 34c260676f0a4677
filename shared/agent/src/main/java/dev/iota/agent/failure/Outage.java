package dev.iota.agent.failure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says once that a service does not answer, and once that it does again, however many calls fail in between; and knows
 * the reason of the last failure while it lasts.
 */
public final class Outage {
    private final String service;
    private final Logger log;
    private final InstantSource clock;
    private @Nullable Instant since;
    private String reason = "";

    public Outage(String service, Logger log, InstantSource clock) {
        this.service = service;
        this.log = log;
        this.clock = clock;
    }

    public synchronized void failed(Throwable cause) {
        reason = describe(cause);
        if (since == null) {
            since = clock.instant();
            log.warn("{}", words());
        }
    }

    public synchronized void succeeded() {
        if (since != null) {
            log.info(
                    "{} answers again after {} s",
                    service,
                    Duration.between(since, clock.instant()).toSeconds());
            since = null;
        }
    }

    /** Since when the service has been away. */
    synchronized Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** What does not answer, and why, in the words of the log; empty if all is well. */
    public synchronized Optional<String> trouble() {
        return since().map(start -> words());
    }

    private String words() {
        return "%s does not answer, trying again until it does: %s".formatted(service, reason);
    }

    /** The message alone where it is a sentence. */
    private static String describe(Throwable cause) {
        var message = cause.getMessage();
        return message != null && message.contains(" ") ? message : FailureReason.of(cause);
    }
}
