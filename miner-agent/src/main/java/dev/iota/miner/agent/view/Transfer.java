package dev.iota.miner.agent.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** How far it is to move bytes. Safe for several threads. */
public final class Transfer implements AutoCloseable {
    /** A rate over less says nothing. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final int epoch;
    private final long all;
    private final Instant began;
    private final Runnable ended;
    private final AtomicLong moved = new AtomicLong();

    Transfer(int epoch, long all, Instant began, Runnable ended) {
        this.epoch = epoch;
        this.all = all;
        this.began = began;
        this.ended = ended;
    }

    public void moved(long bytes) {
        moved.addAndGet(bytes);
    }

    int epoch() {
        return epoch;
    }

    /** When it should be over at the rate so far. */
    Optional<Instant> end(Instant now) {
        var spent = Duration.between(began, now);
        var done = moved.get();
        return done == 0 || spent.compareTo(SHORTEST) < 0
                ? Optional.empty()
                : Optional.of(now.plusMillis((long) ((double) spent.toMillis() * Math.max(0, all - done) / done)));
    }

    /** Such as {@code 12.0 of 40.1 MiB}. */
    String progress() {
        var unit = 1 << 20;
        return "%.1f of %.1f MiB".formatted((double) moved.get() / unit, (double) all / unit);
    }

    @Override
    public void close() {
        ended.run();
    }
}
