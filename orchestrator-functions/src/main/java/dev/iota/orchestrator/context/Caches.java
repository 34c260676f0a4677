package dev.iota.orchestrator.context;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Caches of a function that stays warm: bounded, on the services' clock, and without threads of their own. */
public final class Caches {
    private Caches() {}

    /** A cache that keeps the entries that are asked for most. */
    public static Caffeine<Object, Object> of(int most) {
        return Caffeine.newBuilder().maximumSize(most).executor(Runnable::run);
    }

    /** The same for entries that end at a time of this clock. */
    public static Caffeine<Object, Object> of(int most, InstantSource clock) {
        return of(most).ticker(
                        () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
    }
}
