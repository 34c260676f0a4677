package dev.iota.miner.agent.merge;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.EventSender;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;

/**
 * Where shards wait to be inspected, merged and stored, beside the device's work. Two are under way at one time, so
 * that one computes while the other waits for the network; what there is no room for is given back at once.
 */
public final class ShardQueue implements AutoCloseable {
    /** An owner among 64 uploads has 63 shards. */
    static final int MOST_WAITING = 128;

    private static final int WORKERS = 2;

    private final ShardWorker duties;
    private final EventSender events;
    private final Consumer<Event> said;
    private final IntSupplier epoch;
    private final Logger log;
    private final BlockingQueue<Work.OfShard> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Set<String> leases = ConcurrentHashMap.newKeySet();
    private final Thread[] workers = new Thread[WORKERS];
    private final ThreadFactory threads;

    /**
     * @param said sends an event and does not wait for it
     * @param epoch that the miner is in: shards of an earlier one are dropped
     * @param threads of the platform: this is arithmetic
     */
    public ShardQueue(
            ShardWorker duties,
            EventSender events,
            Consumer<Event> said,
            IntSupplier epoch,
            ThreadFactory threads,
            Logger log) {
        this.duties = duties;
        this.events = events;
        this.said = said;
        this.epoch = epoch;
        this.threads = threads;
        this.log = log;
    }

    public void start() {
        for (var i = 0; i < WORKERS; i++) {
            workers[i] = threads.newThread(this::work);
            workers[i].start();
        }
    }

    /** Takes a shard over; not twice under one lease. */
    public void take(Work.OfShard work) {
        if (leases.add(work.lease()) && !waiting.offer(work)) {
            leases.remove(work.lease());
            said.accept(failed(work, "no room: %d shards wait here".formatted(MOST_WAITING)));
        }
    }

    /** Shards that wait or are under way. */
    public int size() {
        return leases.size();
    }

    private void work() {
        try {
            while (true) {
                var work = waiting.take();
                try {
                    if (work.epoch() >= epoch.getAsInt()) {
                        events.send(answer(work));
                    }
                } finally {
                    leases.remove(work.lease());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the miner ends
        }
    }

    private Event.OfShard answer(Work.OfShard work) throws InterruptedException {
        try {
            var event = duties.perform(work);
            log.debug("{}", event);
            return event;
        } catch (InputBadException | TooLateException | IOException | IllegalArgumentException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (e instanceof IOException io) {
                LocalDisk.requireNone(io);
            }
            return failed(work, e.toString());
        }
    }

    private Event.OfShard failed(Work.OfShard work, String reason) {
        log.warn(
                "{} of shard {} of stage {} fails: {}",
                work.getClass().getSimpleName(),
                work.shard(),
                work.stage(),
                reason);
        return new Event.ShardFailed(work.run(), work.epoch(), work.stage(), work.shard(), work.lease(), reason);
    }

    @Override
    public void close() {
        for (var worker : workers) {
            if (worker != null) {
                worker.interrupt();
            }
        }
    }
}
