package dev.iota.miner.agent.compute;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where fetched work waits for the device, and in which order it is taken: what concerns the step first, then, as far
 * as the step admits it, the hop of the oldest microbatch. A step, of whichever miner, ends with its last gradient,
 * and what is oldest is most likely to be it.
 */
public final class DeviceQueue {
    /** Of hops of equally old microbatches a backward first, since it frees memory. */
    private static final Comparator<Task.OfHop> OLDEST =
            Comparator.comparing(DeviceQueue::started).thenComparing(Task.Forward.class::isInstance);

    private final Deque<Task> urgent = new ArrayDeque<>();
    private final List<Task.OfHop> hops = new ArrayList<>();
    private final Deque<Task> lastSteps = new ArrayDeque<>();
    private boolean leaves;

    public synchronized void put(Task task) {
        switch (task) {
            case Task.Gone gone -> urgent.add(gone);
            case Task.Begin begin -> urgent.add(begin);
            case Task.End end -> urgent.addFirst(end);
            case Task.OfHop hop -> hops.add(hop);
            case Task.Collect collect -> lastSteps.add(collect);
            case Task.HandIn handIn -> lastSteps.add(handIn);
        }
        notifyAll();
    }

    /** Whether the miner is told to end. */
    public synchronized boolean isEnding() {
        return urgent.peek() instanceof Task.End;
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
        // The last step of an epoch ends what is open, and its weights are to hold all that was accumulated before it
        // came.
        var next = hops.stream()
                .filter(hop -> lastSteps.isEmpty() || hop instanceof Task.Backward)
                .filter(admissible)
                .min(OLDEST);
        if (next.isPresent() && !leaves) {
            hops.remove(next.get());
            return next.get();
        }
        var last = lastSteps.poll();
        // What is computed after it would be in no upload.
        leaves |= last instanceof Task.HandIn;
        return last;
    }

    private static Instant started(Task.OfHop hop) {
        return switch (hop) {
            case Task.Forward forward -> forward.work().started();
            case Task.Backward backward -> backward.work().started();
        };
    }

    /** Tasks that wait. */
    public synchronized int size() {
        return urgent.size() + hops.size() + lastSteps.size();
    }
}
