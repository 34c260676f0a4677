package dev.iota.miner.agent.compute;

import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.EventSender;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Sink;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.metrics.Meters;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Stores outputs and sends events, each on a thread of its own, so that the device goes on. An output is stored before
 * its event is sent. The number that is under way is bounded; at the bound, the caller waits.
 */
public final class Publisher {
    private static final Future<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    private final int most;
    private final Semaphore room;
    private final PresignedObjects presignedObjects;
    private final EventSender events;
    private final HeldLeases heldLeases;
    private final LeaseSpec leases;
    private final ThreadFactory threads;
    private final Meters meters;
    private final Logger log;

    /** @param most outputs and events under way at one time */
    public Publisher(
            MinerContext context,
            int most,
            PresignedObjects presignedObjects,
            EventSender events,
            HeldLeases heldLeases) {
        this.most = most;
        this.room = new Semaphore(most);
        this.presignedObjects = presignedObjects;
        this.events = events;
        this.heldLeases = heldLeases;
        this.leases = context.leases();
        this.threads = context.threads();
        this.meters = context.meters();
        this.log = context.log();
    }

    /** What is stored before an event is sent. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    record Output(Sink sink, byte[] bytes, Instant until) {}

    /** Stores the output of a hop, if it has one, and answers. */
    void answer(Event.OfHop event, Optional<Output> output) throws InterruptedException {
        answer(event, output, AT_ONCE);
    }

    /**
     * The same, once what it is about is on the disk.
     *
     * @param kept done by then
     */
    void answer(Event.OfHop event, Optional<Output> output, Future<Void> kept) throws InterruptedException {
        start(() -> {
            try {
                if (output.isPresent()) {
                    var out = output.get();
                    presignedObjects.put(
                            out.sink(), BodyPublishers.ofByteArray(out.bytes()), leases.lastUse(out.until()));
                }
                if (isKept(kept)) {
                    events.send(event);
                }
            } catch (TooLateException e) {
                meters.dropped();
                log.warn("the answer {} is dropped: {}", event.key(), e.getMessage());
            } finally {
                heldLeases.release(event.lease());
            }
        });
    }

    /** Sends an event that is about no hop, once what it is about is on the disk. */
    void send(Event event, Future<Void> kept) throws InterruptedException {
        start(() -> {
            if (isKept(kept)) {
                events.send(event);
            }
        });
    }

    /** False if the disk failed, and the miner ends. */
    private boolean isKept(Future<Void> kept) throws InterruptedException {
        try {
            kept.get();
            return true;
        } catch (ExecutionException e) {
            log.debug("an event is not sent", e);
            return false;
        }
    }

    /** The hop is another's by now. */
    void giveUp(String lease) {
        heldLeases.release(lease);
    }

    /** Something that takes the network's time. */
    @FunctionalInterface
    private interface Publication {
        void run() throws InterruptedException;
    }

    private void start(Publication publication) throws InterruptedException {
        room.acquire();
        threads.newThread(() -> {
                    try {
                        publication.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the miner ends
                    } finally {
                        room.release();
                    }
                })
                .start();
    }

    /** Waits until everything is out, but no longer than {@code patience}; says whether it is. */
    public boolean drain(Duration patience) throws InterruptedException {
        if (!room.tryAcquire(most, patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        room.release(most);
        return true;
    }

    /** Outputs and events under way. */
    public int size() {
        return most - room.availablePermits();
    }
}
