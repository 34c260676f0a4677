package dev.iota.miner.agent.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is shown of a wait. Estimates change from look to look; what was said never does so for the worse: the time
 * that is left never grows, and a place in a row never moves back. An end that has passed is not moved, the wait is
 * late. Not for several threads.
 */
final class Countdown {
    private String what = "";
    private Instant since = Instant.EPOCH;
    private Optional<Instant> end = Optional.empty();
    private Optional<ShownWait.Place> place = Optional.empty();

    /**
     * @param found what is waited for now; none ends the wait
     * @param row where the miner stands, as far as that is known now
     */
    Optional<ShownWait> look(Optional<Wait> found, Optional<ShownWait.Place> row, Instant now) {
        if (found.isEmpty()) {
            forget();
            return Optional.empty();
        }
        var wait = found.get();
        if (!wait.what().equals(what)
                || wait.since().filter(began -> !began.equals(since)).isPresent()) {
            forget();
            what = wait.what();
            since = wait.since().orElse(now);
        }
        end = earlier(wait.end());
        place = nearer(row);
        var left = end.map(at -> Math.max(0, Duration.between(now, at).toSeconds()));
        return Optional.of(new ShownWait(
                wait.reason(), since, left, place, end.filter(now::isAfter).isPresent()));
    }

    private void forget() {
        what = "";
        end = Optional.empty();
        place = Optional.empty();
    }

    private Optional<Instant> earlier(Optional<Instant> estimate) {
        return end.filter(said -> estimate.filter(said::isAfter).isEmpty()).or(() -> estimate);
    }

    /** A row that another joined behind is longer, and the place is the same. */
    private Optional<ShownWait.Place> nearer(Optional<ShownWait.Place> row) {
        if (place.isEmpty() || row.isEmpty()) {
            return place.or(() -> row);
        }
        var nearest = Math.min(place.get().place(), row.get().place());
        return Optional.of(
                new ShownWait.Place(nearest, Math.max(nearest, row.get().of())));
    }
}
