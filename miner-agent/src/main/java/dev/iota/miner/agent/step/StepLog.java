package dev.iota.miner.agent.step;

import dev.iota.core.wire.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Steps of the epoch that the orchestrator has not confirmed: they are sent again until it has. Safe for several
 * threads.
 */
public final class StepLog {
    private final SequencedMap<Integer, Sent> open = new TreeMap<>();

    private record Sent(Event.StepDone event, Instant at) {}

    public synchronized void sent(Event.StepDone event, Instant now) {
        open.put(event.step(), new Sent(event, now));
    }

    public synchronized void confirmed(Collection<Integer> steps) {
        steps.forEach(open::remove);
    }

    public synchronized List<Integer> unconfirmed() {
        return List.copyOf(open.keySet());
    }

    public synchronized List<Event.StepDone> events() {
        return open.values().stream().map(Sent::event).toList();
    }

    /**
     * Events that were last sent before {@code limit} and are due again; from now on they count as sent {@code now}.
     */
    public synchronized List<Event.StepDone> due(Instant limit, Instant now) {
        var due = new ArrayList<Event.StepDone>();
        for (var entry : Map.copyOf(open).entrySet()) {
            if (!entry.getValue().at().isAfter(limit)) {
                due.add(entry.getValue().event());
                open.put(entry.getKey(), new Sent(entry.getValue().event(), now));
            }
        }
        return due;
    }

    public synchronized void clear() {
        open.clear();
    }
}
