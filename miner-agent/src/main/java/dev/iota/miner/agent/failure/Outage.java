package dev.iota.miner.agent.failure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Says once that a service is away, and once that it is back, however many calls fail in between. */
public final class Outage {
    private final String service;
    private final Logger log;
    private final InstantSource clock;
    private @Nullable Instant since;

    public Outage(String service, Logger log, InstantSource clock) {
        this.service = service;
        this.log = log;
        this.clock = clock;
    }

    public synchronized void failed(Throwable cause) {
        if (since == null) {
            since = clock.instant();
            log.warn("{} is away, trying again until it is back: {}", service, describe(cause));
        }
    }

    public synchronized void succeeded() {
        if (since != null) {
            log.info(
                    "{} is back after {} s",
                    service,
                    Duration.between(since, clock.instant()).toSeconds());
            since = null;
        }
    }

    /** Since when the service has been away. */
    synchronized Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    private static String describe(Throwable cause) {
        var message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + message;
    }
}
