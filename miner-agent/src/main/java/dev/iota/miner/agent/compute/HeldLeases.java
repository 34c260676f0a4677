package dev.iota.miner.agent.compute;

import dev.iota.core.api.RenewRequest.HeldLease;
import dev.iota.core.wire.Direction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Work that was taken from the inbox and is not answered yet, and how much of it there may be. Safe for several
 * threads.
 */
public final class HeldLeases {
    private final int most;
    private final Map<String, Hop> byLease = new HashMap<>();

    private record Hop(long microbatch, Direction direction) {}

    /** @param most hops at one time */
    public HeldLeases(int most) {
        this.most = most;
    }

    /** Takes a hop over; false if it is held under this lease already. */
    public synchronized boolean take(long microbatch, Direction direction, String lease) {
        return byLease.putIfAbsent(lease, new Hop(microbatch, direction)) == null;
    }

    /** The hop was answered, or given up. */
    synchronized void release(String lease) {
        byLease.remove(lease);
        notifyAll();
    }

    /** How many hops may be taken now; waits until it is one at least. */
    public synchronized int awaitRoom() throws InterruptedException {
        while (byLease.size() >= most) {
            wait();
        }
        return most - byLease.size();
    }

    /** Whether the gradient of this microbatch is here, on its way to the device. */
    public synchronized boolean holdsBackward(long microbatch) {
        return byLease.containsValue(new Hop(microbatch, Direction.BACKWARD));
    }

    public synchronized List<HeldLease> held() {
        return byLease.entrySet().stream()
                .map(entry -> new HeldLease(entry.getValue().microbatch(), entry.getKey()))
                .toList();
    }

    public synchronized int size() {
        return byLease.size();
    }
}
