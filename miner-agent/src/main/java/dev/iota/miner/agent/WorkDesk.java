package dev.iota.miner.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where fetched work waits for the device, and in which order it is taken: what concerns the step first, then backwards, since they
 * free memory and let the step end, then forwards, as far as the step admits them.
 */
final class WorkDesk {
    private final Deque<Task> urgent = new ArrayDeque<>();
    private final Deque<Task.Backward> backwards = new ArrayDeque<>();
    private final Deque<Task.Forward> forwards = new ArrayDeque<>();
    private final Deque<Task.Upload> uploads = new ArrayDeque<>();

    synchronized void put(Task task) {
        switch (task) {
            case Task.Gone gone -> urgent.add(gone);
            case Task.End end -> urgent.addFirst(end);
            case Task.Backward backward -> backwards.add(backward);
            case Task.Forward forward -> forwards.add(forward);
            case Task.Upload upload -> uploads.add(upload);
        }
        notifyAll();
    }

    /** Waits for the next task. Only the device's thread calls this. */
    synchronized Task take(Predicate<Task.Forward> admissible) throws InterruptedException {
        while (true) {
            var next = next(admissible);
            if (next != null) {
                return next;
            }
            wait();
        }
    }

    private @Nullable Task next(Predicate<Task.Forward> admissible) {
        if (!urgent.isEmpty()) {
            return urgent.poll();
        }
        if (!backwards.isEmpty()) {
            return backwards.poll();
        }
        // The upload's step ends what is open, and its weights are to hold all that was accumulated before it came.
        if (!uploads.isEmpty()) {
            return uploads.poll();
        }
        for (Iterator<Task.Forward> waiting = forwards.iterator(); waiting.hasNext(); ) {
            var forward = waiting.next();
            if (admissible.test(forward)) {
                waiting.remove();
                return forward;
            }
        }
        return null;
    }

    /** Tasks that wait. */
    synchronized int size() {
        return urgent.size() + backwards.size() + forwards.size() + uploads.size();
    }
}
