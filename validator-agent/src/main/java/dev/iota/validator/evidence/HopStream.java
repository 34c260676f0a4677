package dev.iota.validator.evidence;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.wire.HopEvidence;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Hops one after the other: while one is computed, the next one is fetched, and no more are in memory. */
final class HopStream implements AutoCloseable {
    private final Iterator<HopEvidence> hops;
    private final Reader reader;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("next-hop").factory());
    private Future<ReadEvidence> next;

    /** Reads what a hop left behind. */
    @FunctionalInterface
    interface Reader {
        ReadEvidence read(HopEvidence hop) throws InputBadException, TooLateException, InterruptedException;
    }

    /** @param hops at least one */
    HopStream(List<HopEvidence> hops, Reader reader) {
        this.hops = hops.iterator();
        this.reader = reader;
        this.next = fetch();
    }

    private Future<ReadEvidence> fetch() {
        var hop = hops.next();
        return thread.submit(() -> reader.read(hop));
    }

    /** Waits for the next hop; there must be one. */
    ReadEvidence next() throws InputBadException, TooLateException, InterruptedException {
        try {
            var one = next.get();
            if (hops.hasNext()) {
                next = fetch();
            }
            return one;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InputBadException bad -> throw bad;
                case TooLateException late -> throw late;
                case RuntimeException other -> throw other;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Lets go of what is being fetched. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
