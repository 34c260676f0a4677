package dev.iota.miner.agent.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a miner's log says of it: every five minutes how it is; at once why it has been without work for half a minute,
 * and when that is over. Not for several threads.
 */
public final class Narration {
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofSeconds(30);

    private Instant last;
    private Optional<Instant> told = Optional.empty();

    /** @param began when the miner did */
    public Narration(Instant began) {
        this.last = began;
    }

    /** The line that is due, if one is. */
    public Optional<String> look(MinerHealth health) {
        var now = health.at();
        var waiting = health.waitsFor().filter(wait -> !wait.since().plus(LONG).isAfter(now));
        if (waiting.isPresent() && told.filter(waiting.get().since()::equals).isEmpty()) {
            told = Optional.of(waiting.get().since());
            return Optional.of("waits for " + waiting.get().text(now));
        }
        if (told.isPresent() && health.waitsFor().isEmpty()) {
            var since = told.get();
            told = Optional.empty();
            return Optional.of("computes again, after %s".formatted(Spans.text(Duration.between(since, now))));
        }
        if (last.plus(PERIOD).isAfter(now)) {
            return Optional.empty();
        }
        last = now;
        return Optional.of(HealthText.line(health));
    }
}
