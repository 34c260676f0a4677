package dev.iota.local.simulator.swarm;

import dev.iota.core.wire.Direction;
import dev.iota.local.simulator.plane.MinerCalls.Held;
import dev.iota.local.simulator.plane.MinerInboxes.Assignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a miner was given and has not answered: what is being fetched, and what could be computed. */
final class GivenWork {
    private final Map<Long, String> held = new HashMap<>();
    private final List<Assignment> waiting = new ArrayList<>();
    private int fetching;

    void given(Assignment work) {
        held.put(work.leased().id(), work.lease().id());
        fetching++;
    }

    void fetched() {
        fetching--;
    }

    void add(Assignment work) {
        // Most are newer than those that wait.
        var at = waiting.size();
        while (at > 0 && isOlder(work, waiting.get(at - 1))) {
            at--;
        }
        waiting.add(at, work);
    }

    private static boolean isOlder(Assignment one, Assignment other) {
        return one.leased().origin().started().isBefore(other.leased().origin().started());
    }

    void answered(Assignment work) {
        held.remove(work.leased().id(), work.lease().id());
    }

    /** The hop of the oldest microbatch, as far as the step admits it. */
    @Nullable Assignment next(StepModel step) {
        for (var waits = waiting.iterator(); waits.hasNext(); ) {
            var work = waits.next();
            if (work.leased().direction() == Direction.BACKWARD
                    || !step.isFull()
                    || step.awaits(work.leased().id())) {
                waits.remove();
                return work;
            }
        }
        return null;
    }

    void clear() {
        held.clear();
        waiting.clear();
        fetching = 0;
    }

    boolean isFetching() {
        return fetching > 0;
    }

    int size() {
        return held.size();
    }

    List<Held> held() {
        return held.entrySet().stream()
                .map(entry -> new Held(entry.getKey(), entry.getValue()))
                .toList();
    }
}
