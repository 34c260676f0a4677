package dev.iota.local.runner.command;

import dev.iota.core.api.view.RunEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** What is new from one look at the events of a run to the next. */
final class NewEvents {
    /** More do not happen between two looks, which are seconds apart. */
    static final int LOOK = 200;

    private static final int REMEMBERED = 4 * LOOK;

    private final SequencedSet<String> known = new LinkedHashSet<>();
    private boolean away;

    /**
     * Those that were not there before, the oldest first.
     *
     * @param newestFirst what a look finds
     */
    List<RunEvent> of(List<RunEvent> newestFirst) {
        var news = new ArrayList<RunEvent>();
        for (var event : newestFirst.reversed()) {
            if (known.add(event.id())) {
                news.add(event);
            }
        }
        while (known.size() > REMEMBERED) {
            known.removeFirst();
        }
        return news;
    }

    /** The orchestrator does not answer; says so once. */
    Optional<String> lost(String reason) {
        var first = !away;
        away = true;
        return first ? Optional.of("the run does not answer, trying again until it does: " + reason) : Optional.empty();
    }

    /** It answers; says so if it did not before. */
    Optional<String> heard() {
        var again = away;
        away = false;
        return again ? Optional.of("the run answers again") : Optional.empty();
    }
}
