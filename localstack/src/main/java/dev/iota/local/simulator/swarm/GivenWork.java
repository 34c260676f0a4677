package dev.iota.local.simulator.swarm;

import dev.iota.core.wire.Direction;
import dev.iota.local.simulator.plane.MinerCalls.Held;
import dev.iota.local.simulator.plane.MinerInboxes.Assignment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a miner was given and has not answered: what is being fetched, and what could be computed. */
final class GivenWork {
    private final Map<Long, String> held = new HashMap<>();
    private final Deque<Assignment> backwards = new ArrayDeque<>();
    private final Deque<Assignment> forwards = new ArrayDeque<>();
    private int fetching;

    void given(Assignment work) {
        held.put(work.leased().id(), work.lease().id());
        fetching++;
    }

    void fetched() {
        fetching--;
    }

    void add(Assignment work) {
        (work.leased().direction() == Direction.BACKWARD ? backwards : forwards).add(work);
    }

    void answered(Assignment work) {
        held.remove(work.leased().id(), work.lease().id());
    }

    /** Gradients first, then forwards as far as the step admits them. */
    @Nullable Assignment next(StepModel step) {
        var backward = backwards.poll();
        if (backward != null) {
            return backward;
        }
        var next = step.isFull()
                ? forwards.stream()
                        .filter(work -> step.awaits(work.leased().id()))
                        .findFirst()
                        .orElse(null)
                : forwards.peek();
        if (next != null) {
            forwards.remove(next);
        }
        return next;
    }

    void clear() {
        held.clear();
        backwards.clear();
        forwards.clear();
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
