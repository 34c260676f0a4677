package dev.iota.orchestrator.context;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The run, read again once a second at most. */
public final class Runs {
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final Services services;
    // One value with a time: a library's cache of one entry would not make this shorter.
    private @Nullable Run current;
    private Instant readAt = Instant.EPOCH;

    public Runs(Services services) {
        this.services = services;
    }

    /** The run changed: it is read again when it is asked for. */
    public synchronized void forget() {
        readAt = Instant.EPOCH;
    }

    /** @throws IllegalStateException if the run was not set up yet */
    public Run current() {
        return found().orElseThrow(() ->
                new IllegalStateException("the run '%s' is not set up: there is no such item in %s"
                        .formatted(services.names().run(), services.names().runs())));
    }

    /** The run, if it was set up. */
    public synchronized Optional<Run> found() {
        var now = services.now();
        var known = current;
        if (known != null && now.isBefore(readAt.plus(KEPT))) {
            return Optional.of(known);
        }
        var record = services.runs().get();
        if (record.isEmpty()) {
            return Optional.empty();
        }
        var next = known != null && known.record().equals(record.get()) ? known : Run.of(record.get(), services);
        current = next;
        readAt = now;
        return Optional.of(next);
    }
}
