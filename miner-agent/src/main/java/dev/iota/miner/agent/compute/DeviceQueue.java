package dev.iota.miner.agent.compute;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where fetched work waits for the device, and in which order it is taken: what concerns the step first, then
 * backwards, since they free memory and let the step end, then forwards, as far as the step admits them.
 */
public final class DeviceQueue {
    private final Deque<Task> urgent = new ArrayDeque<>();
    private final Deque<Task.OfHop> backwards = new ArrayDeque<>();
    private final Deque<Task.OfHop> forwards = new ArrayDeque<>();
    private final Deque<Task.Collect> lastSteps = new ArrayDeque<>();

    public synchronized void put(Task task) {
        switch (task) {
            case Task.Gone gone -> urgent.add(gone);
            case Task.Begin begin -> urgent.add(begin);
            case Task.End end -> urgent.addFirst(end);
            case Task.Backward backward -> backwards.add(backward);
            case Task.Forward forward -> forwards.add(forward);
            case Task.Collect collect -> lastSteps.add(collect);
        }
        notifyAll();
    }

    /** Has what waits judged again: time alone may have made it admissible. */
    public synchronized void look() {
        notifyAll();
    }

    /** Waits for the next task. Only the device's thread calls this. */
    public synchronized Task take(Predicate<Task.OfHop> admissible) throws InterruptedException {
        while (true) {
            var next = next(admissible);
            if (next != null) {
                return next;
            }
            wait();
        }
    }

    private @Nullable Task next(Predicate<Task.OfHop> admissible) {
        if (!urgent.isEmpty()) {
            return urgent.poll();
        }
        var backward = first(backwards, admissible);
        if (backward != null) {
            return backward;
        }
        // The last step of an epoch ends what is open, and its weights are to hold all that was accumulated before it
        // came.
        return lastSteps.isEmpty() ? first(forwards, admissible) : lastSteps.poll();
    }

    private static @Nullable Task first(Deque<Task.OfHop> all, Predicate<Task.OfHop> admissible) {
        for (Iterator<Task.OfHop> waiting = all.iterator(); waiting.hasNext(); ) {
            var hop = waiting.next();
            if (admissible.test(hop)) {
                waiting.remove();
                return hop;
            }
        }
        return null;
    }

    /** Tasks that wait. */
    public synchronized int size() {
        return urgent.size() + backwards.size() + forwards.size() + lastSteps.size();
    }
}
