package dev.iota.orchestrator.context;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Writes that hold only if nobody wrote in between. The body loads, decides and writes, and is run again when another
 * writer was faster: at once the first time, then after random waits of growing length ("full jitter"), so that writers
 * that met do not meet again.
 */
public final class Optimistic {
    private final RandomGenerator random;
    private final Consumer<Duration> pause;

    /** @param pause waits for so long; a test passes one that does not */
    public Optimistic(RandomGenerator random, Consumer<Duration> pause) {
        this.random = random;
        this.pause = pause;
    }

    /**
     * How long to go on.
     *
     * @param attempts before the caller is told that others were faster every time
     * @param first longest wait before the third attempt; it doubles from attempt to attempt
     * @param longest that any wait may become
     */
    public record Options(int attempts, Duration first, Duration longest) {
        /**
         * A conflict is over within one write of some milliseconds; ten writers at one item end within twenty attempts.
         */
        public static final Options DEFAULT = new Options(20, Duration.ofMillis(4), Duration.ofMillis(250));

        /** The same with another number of attempts. */
        public Options withAttempts(int number) {
            return new Options(number, first, longest);
        }
    }

    /**
     * Runs the body until it has a result.
     *
     * @param what is changed, for the error
     * @param body empty if another writer was faster
     * @throws BusyException if others were faster every time; whoever called comes again later
     */
    public <T> T retry(String what, Options options, Supplier<Optional<T>> body) {
        for (var attempt = 0; attempt < options.attempts(); attempt++) {
            if (attempt > 1) {
                pause.accept(wait(options, attempt));
            }
            var result = body.get();
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw new BusyException(what);
    }

    /** Runs the body until it says that it is done. */
    public void until(String what, Options options, Supplier<Boolean> body) {
        retry(what, options, () -> body.get() ? Optional.of(true) : Optional.empty());
    }

    private Duration wait(Options options, int attempt) {
        var doublings = Math.min(attempt - 2, Integer.SIZE - 2);
        var most = Math.min(options.longest().toNanos(), options.first().toNanos() << doublings);
        return Duration.ofNanos(random.nextLong(Math.max(1, most)));
    }
}
