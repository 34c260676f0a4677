package dev.iota.miner.agent;

import ai.djl.engine.Engine;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.compute.Fetcher;
import dev.iota.miner.agent.compute.HeldLeases;
import dev.iota.miner.agent.compute.HopReplies;
import dev.iota.miner.agent.compute.Hops;
import dev.iota.miner.agent.compute.Publisher;
import dev.iota.miner.agent.compute.Steps;
import dev.iota.miner.agent.compute.Task;
import dev.iota.miner.agent.failure.AgentException;
import dev.iota.miner.agent.failure.Outage;
import dev.iota.miner.agent.home.QuarantineFile;
import dev.iota.miner.agent.link.EventSender;
import dev.iota.miner.agent.link.Heartbeat;
import dev.iota.miner.agent.link.OrchestratorClient;
import dev.iota.miner.agent.link.PresignedObjects;
import dev.iota.miner.agent.link.QueueAccess;
import dev.iota.miner.agent.merge.ShardQueue;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.snapshot.SnapshotStore;
import dev.iota.miner.agent.snapshot.Snapshots;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.StepLog;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.torch.Torch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A registered miner at its stage: everything between the inbox and the event queue, put together. */
final class StageWorker implements AutoCloseable {
    /**
     * Held hops, outputs under way and answers kept, for each slot: a repeated hop beside the first, in both
     * directions.
     */
    private static final int HOPS_PER_SLOT = 4;

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final AgentOptions options;
    private final RegisterResponse registered;
    private final RunSpec spec;
    private final int stage;
    private final MemoryPlan plan;
    private final Path folder;
    private final SnapshotStore store;
    private final InstantSource clock;
    private final Meters meters;
    private final Logger log;
    private final Torch torch;
    private final QueueAccess access;
    private final ThreadFactory threads;
    private final DeviceQueue desk = new DeviceQueue();
    private final StepLog stepLog = new StepLog();
    private final Applied applied;
    private final HeldLeases heldLeases;
    private final OrchestratorClient client;
    private final Hotkey hotkey;
    private final PresignedObjects presignedObjects;
    private final EventSender events;
    private final Publisher publisher;
    private final Reports reports;
    private final Heartbeat heartbeat;
    private final Thread beating;
    private final RandomGenerator random;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable StageEngine engine;
    private @Nullable Thread polling;
    private @Nullable Device device;
    private @Nullable ShardQueue merging;

    StageWorker(
            AgentOptions options,
            RegisterResponse registered,
            OrchestratorClient client,
            KeyPair keys,
            Torch torch,
            MemoryPlan plan,
            Path folder,
            SnapshotStore store,
            HttpClient http,
            InstantSource clock,
            RandomGenerator random,
            Meters meters,
            Logger log) {
        this.options = options;
        this.registered = registered;
        this.spec = registered.spec();
        this.stage = registered.stage();
        this.plan = plan;
        this.folder = folder;
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.meters = meters;
        this.log = log;
        this.torch = torch;
        this.threads = Thread.ofVirtual()
                .name("miner-", 0)
                .uncaughtExceptionHandler((thread, error) -> fail(error))
                .factory();
        var hops = HOPS_PER_SLOT * plan.slots();
        this.applied = new Applied(hops);
        this.heldLeases = new HeldLeases(hops);
        this.access = new QueueAccess(registered.inbox(), registered.region(), registered.credentials());
        this.client = client;
        this.hotkey = keys.hotkey();
        var objectStore = new Outage("the object store", log, clock);
        this.presignedObjects = new PresignedObjects(http, clock, random, objectStore, meters.hops());
        this.events =
                new EventSender(access, registered.events(), keys, random, new Outage("the event queue", log, clock));
        this.publisher = new Publisher(
                hops, presignedObjects, events, heldLeases, spec.leases().margin(), threads, meters, log);
        this.reports =
                new Reports(registered, plan.slots(), access, heldLeases, stepLog, desk, this::say, clock, meters);
        this.heartbeat = new Heartbeat(
                client,
                spec.leases().heartbeat(),
                reports,
                this::fenced,
                clock,
                new Outage("the orchestrator", log, clock),
                log);
        this.beating = threads.newThread(() -> untilInterrupted(heartbeat::beat));
    }

    /**
     * Starts heartbeats, so that the session lives while the engine starts; then the engine, with the newest weights;
     * then work.
     */
    void open(Optional<SnapshotStore.Stored> snapshot) throws IOException, InterruptedException {
        beating.start();
        var stageEngine = new StageEngine(
                spec.model(),
                spec.training(),
                stage,
                spec.seed(),
                new EngineOptions(options.device(), options.threads(), plan.graphBudget(), Optional.empty()));
        engine = stageEngine;
        var snapshots = new Snapshots(store, stageEngine, threads, meters, log);
        var epochs = EpochParts.of(
                registered,
                hotkey,
                stageEngine,
                folder,
                client,
                presignedObjects,
                meters.merges(),
                events,
                this::say,
                desk,
                threads,
                clock,
                random,
                log);
        var trainingProgress =
                new EngineRestore(registered, store, snapshots, epochs, applied, stepLog, log).open(snapshot);
        var stepping = new Steps(
                spec,
                stage,
                registered.registration(),
                trainingProgress,
                description(),
                options.snapshotEvery(),
                stageEngine,
                applied,
                stepLog,
                snapshots,
                publisher,
                clock,
                meters,
                log);
        var fetcher = new Fetcher(spec, stage, presignedObjects, desk, publisher, threads, meters, log);
        var hopReplies = new HopReplies(spec, stage, publisher, meters, log);
        var hops = new Hops(spec, stage, stageEngine, stepping, applied, fetcher, hopReplies, clock, meters, log);
        var shardQueue = new ShardQueue(
                epochs.duties(),
                events,
                this::say,
                stepping::epoch,
                Thread.ofPlatform()
                        .daemon()
                        .name("merge-", 0)
                        .uncaughtExceptionHandler((thread, error) -> fail(error))
                        .factory(),
                log);
        merging = shardQueue;
        device = new Device(stepping, hops, epochs, desk, heldLeases);
        meters.queue("fetch", fetcher::size);
        meters.queue("compute", desk::size);
        meters.queue("publish", publisher::size);
        meters.queue("held", heldLeases::size);
        meters.queue("merge", shardQueue::size);
        var taking = new WorkDispatcher(
                spec,
                stage,
                heldLeases,
                fetcher,
                desk,
                shardQueue,
                epochs.loader(),
                stepping::epoch,
                plan.slots(),
                reason -> stop("the run ends: " + reason),
                clock,
                meters,
                log);
        var inbox = new Inbox(
                access,
                registered.inbox(),
                heldLeases,
                taking,
                random,
                new QuarantineFile(folder, log),
                clock,
                meters,
                new Outage("the inbox", log, clock),
                log);
        reports.ready(stepping, taking);
        shardQueue.start();
        polling = threads.newThread(() -> untilInterrupted(inbox::poll));
        polling.start();
        log.info(
                "stage {} works on {} with {} slots, from step {} of epoch {}",
                stage,
                description(),
                plan.slots(),
                trainingProgress.step(),
                trainingProgress.epoch());
    }

    /** What a replay must match. */
    private String description() {
        return "%s %s %s, %s, PyTorch %s, %d threads"
                .formatted(
                        torch.device(),
                        System.getProperty("os.name").toLowerCase(Locale.ROOT),
                        System.getProperty("os.arch"),
                        spec.training().compute(),
                        Engine.getEngine("PyTorch").getVersion(),
                        options.threads());
    }

    /** The device's work, in the calling thread; returns why it ended. */
    String work() throws InterruptedException {
        var reason =
                java.util.Objects.requireNonNull(device, "open comes first").work();
        var error = failure.get();
        if (error instanceof AgentException known) {
            throw known;
        }
        if (error != null) {
            throw new AgentException("the miner failed: %s".formatted(error), error);
        }
        return reason;
    }

    /** Sends an event in the background. */
    private void say(Event event) {
        threads.newThread(() -> untilInterrupted(() -> events.send(event))).start();
    }

    /** Whether the last heartbeat was answered. */
    boolean isHeard() {
        return heartbeat.isSucceeding();
    }

    void stop(String reason) {
        desk.put(new Task.End(reason, true));
    }

    private void fenced(String reason) {
        failure.compareAndSet(null, new AgentException(reason));
        desk.put(new Task.End(reason, false));
    }

    private void fail(Throwable error) {
        log.error("the miner fails", error);
        failure.compareAndSet(null, error);
        desk.put(new Task.End(error.toString(), true));
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
        beating.interrupt();
        if (merging != null) {
            merging.close();
        }
        access.close();
        if (engine != null) {
            engine.close();
        }
    }
}
