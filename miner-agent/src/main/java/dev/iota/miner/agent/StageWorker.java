package dev.iota.miner.agent;

import dev.iota.agent.failure.AgentException;
import dev.iota.miner.agent.compute.Publisher;
import dev.iota.miner.agent.link.Heartbeat;
import dev.iota.miner.agent.view.AgentStatus;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A registered miner at its stage: the threads between inbox and event queue, from their start to their end. */
final class StageWorker implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final StageWorkerFactory factory;
    private final WorkEnd end;
    private final Links links;
    private final Publisher publisher;
    private final Heartbeat heartbeat;
    private final ThreadFactory threads;
    private final Logger log;
    private final Thread beating;
    private @Nullable StageEngine engine;
    private volatile @Nullable StageParts parts;
    private @Nullable Thread polling;
    private volatile @Nullable Thread leaving;

    /** @param factory makes what there is only with an engine */
    StageWorker(
            StageWorkerFactory factory,
            WorkEnd end,
            Links links,
            Publisher publisher,
            Heartbeat heartbeat,
            ThreadFactory threads,
            Logger log) {
        this.factory = factory;
        this.end = end;
        this.links = links;
        this.publisher = publisher;
        this.heartbeat = heartbeat;
        this.threads = threads;
        this.log = log;
        this.beating = threads.newThread(() -> untilInterrupted(heartbeat::beat));
    }

    /**
     * Starts heartbeats, so that the session lives while the engine starts; then the engine, with the newest weights;
     * then work.
     */
    void open(Optional<Kept> kept) throws IOException, InterruptedException {
        beating.start();
        var stageEngine = factory.engine();
        engine = stageEngine;
        var made = parts(stageEngine, kept);
        parts = made;
        made.shards().start();
        polling = threads.newThread(() -> untilInterrupted(made.inbox()::poll));
        polling.start();
    }

    private StageParts parts(StageEngine stageEngine, Optional<Kept> kept) throws IOException, InterruptedException {
        try {
            return factory.parts(stageEngine, kept);
        } catch (InterruptedException e) {
            end.requireGood();
            throw e;
        }
    }

    /**
     * The device's work, in the calling thread; returns why it ended.
     *
     * @throws AgentException if it did not end well
     */
    String work() throws InterruptedException {
        var reason = Objects.requireNonNull(parts, "open comes first").device().work();
        end.requireGood();
        return reason;
    }

    /** Whether the miner goes on at another stage. */
    boolean isMoving() {
        return end.isMoving();
    }

    AgentStatus.Contact contact() {
        return new AgentStatus.Contact(heartbeat.isSucceeding(), heartbeat.trouble());
    }

    void stop(String reason) {
        end.asked(reason);
    }

    /** Hands in what there is, and ends then; false if its engine is not there yet. */
    boolean leave() {
        var made = parts;
        if (made == null) {
            return false;
        }
        if (leaving == null) {
            leaving = threads.newThread(
                    () -> untilInterrupted(() -> made.leaving().leave(heartbeat)));
            leaving.start();
        }
        return true;
    }

    @FunctionalInterface
    private interface Loop {
        void run() throws InterruptedException;
    }

    private static void untilInterrupted(Loop loop) {
        try {
            loop.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (polling != null) {
            polling.interrupt();
        }
        try {
            if (!publisher.drain(LAST_WORDS)) {
                log.warn("{} outputs are not stored; their leases bring them back", publisher.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var handingIn = leaving;
        if (handingIn != null) {
            handingIn.interrupt();
        }
        beating.interrupt();
        end.over();
        if (parts != null) {
            parts.shards().close();
        }
        links.close();
        if (engine != null) {
            engine.close();
        }
    }
}
