package dev.iota.miner.agent;

import ai.djl.engine.Engine;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.home.QuarantineFile;
import dev.iota.agent.link.InboxQueue;
import dev.iota.core.base.FileReason;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.compute.Fetcher;
import dev.iota.miner.agent.compute.HeldLeases;
import dev.iota.miner.agent.compute.HopReplies;
import dev.iota.miner.agent.compute.Hops;
import dev.iota.miner.agent.compute.JournalReplay;
import dev.iota.miner.agent.compute.Publisher;
import dev.iota.miner.agent.compute.Restored;
import dev.iota.miner.agent.compute.StepRecords;
import dev.iota.miner.agent.compute.Steps;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.journal.Journal;
import dev.iota.miner.agent.journal.JournalEntry;
import dev.iota.miner.agent.link.Heartbeat;
import dev.iota.miner.agent.merge.ShardQueue;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.snapshot.SnapshotMeta;
import dev.iota.miner.agent.snapshot.SnapshotSchedule;
import dev.iota.miner.agent.snapshot.SnapshotStore;
import dev.iota.miner.agent.snapshot.Snapshots;
import dev.iota.miner.agent.step.Applied;
import dev.iota.miner.agent.step.StepLog;
import dev.iota.miner.agent.view.Activity;
import dev.iota.miner.agent.view.OwnBench;
import dev.iota.miner.agent.view.Post;
import dev.iota.model.bench.BenchShape;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.torch.Torch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/**
 * Makes everything between a registered miner's inbox and the event queue, and puts it together: first what keeps the
 * session alive, then, with the engine, what computes.
 */
final class StageWorkerFactory {
    /**
     * Held hops, outputs under way and answers kept, for each slot: a repeated hop beside the first, in both
     * directions.
     */
    private static final int HOPS_PER_SLOT = 4;

    private final AgentOptions options;
    private final Membership membership;
    private final MinerContext context;
    private final WorkEnd end;
    private final DeviceQueue desk;
    private final Torch torch;
    private final MemoryPlan plan;
    private final Path folder;
    private final SnapshotStore store;
    private final StepLog stepLog = new StepLog();
    private final Applied applied;
    private final HeldLeases heldLeases;
    private final Links links;
    private final Publisher publisher;
    private final Reports reports;

    /**
     * What a miner has before it is registered.
     *
     * @param folder of the run in the miner's home
     * @param store snapshots in that folder
     */
    record Equipment(
            Torch torch,
            Path folder,
            SnapshotStore store,
            HttpClient http,
            InstantSource clock,
            RandomGenerator random,
            Meters meters,
            Logger log) {}

    private StageWorkerFactory(
            AgentOptions options, Membership membership, MemoryPlan plan, Equipment equipment, DeviceQueue desk) {
        this.options = options;
        this.membership = membership;
        this.plan = plan;
        this.torch = equipment.torch();
        this.folder = equipment.folder();
        this.store = equipment.store();
        this.desk = desk;
        this.end = new WorkEnd(desk, equipment.log());
        this.context = context(membership, equipment, end);
        var hops = HOPS_PER_SLOT * plan.slots();
        this.applied = new Applied(hops);
        this.heldLeases = new HeldLeases(hops);
        this.links = Links.of(membership, context, equipment.http());
        this.publisher = new Publisher(context, hops, links.objects(), links.events(), heldLeases);
        this.reports = new Reports(context, membership.registered(), plan.slots(), links, heldLeases, stepLog, desk);
    }

    private static MinerContext context(Membership membership, Equipment equipment, WorkEnd end) {
        var registered = membership.registered();
        var threads = Thread.ofVirtual()
                .name("miner-", 0)
                .uncaughtExceptionHandler((thread, error) -> end.failed(error))
                .factory();
        return new MinerContext(
                registered.spec(),
                registered.stage(),
                equipment.clock(),
                equipment.random(),
                threads,
                equipment.meters(),
                equipment.log());
    }

    /** A worker that has not begun. */
    static StageWorker worker(AgentOptions options, Membership membership, MemoryPlan plan, Equipment equipment) {
        return new StageWorkerFactory(options, membership, plan, equipment, new DeviceQueue()).worker();
    }

    /** What the miner says that it has to do, and what it compares its speed with. */
    private void introduce() {
        var training = context.training();
        var flop = new BenchShape(context.model(), training, context.stage()).flopPerToken();
        var bench = Optional.<OwnBench>empty();
        try {
            bench = OwnBench.read(options.home());
        } catch (IOException e) {
            context.log().warn("there is no bench to compare with: {}", FileReason.of(e));
        }
        var tokens = training.tokensPerMicrobatch();
        context.meters()
                .activity()
                .takes(
                        new Post(
                                context.spec().run(),
                                context.stage(),
                                context.model().stages(),
                                plan.slots(),
                                new Post.Device(
                                        torch.device().toString(),
                                        options.resources().threads(),
                                        training.compute()),
                                new Post.Load(tokens, flop * tokens)),
                        bench);
    }

    private StageWorker worker() {
        introduce();
        var heartbeat = new Heartbeat(
                membership.client(),
                context.spec().leases().heartbeat(),
                reports,
                end::fenced,
                context.clock(),
                new Outage("the orchestrator", context.log(), context.clock()),
                new Backoff(context.random(), context.spec().leases().heartbeat()),
                context.log());
        return new StageWorker(this, end, links, publisher, heartbeat, context.threads(), context.log());
    }

    StageEngine engine() {
        var resources = options.resources();
        return new StageEngine(
                context.model(),
                context.training(),
                context.stage(),
                context.spec().seed(),
                new EngineOptions(resources.device(), resources.threads(), plan.graphBudget(), Optional.empty()));
    }

    /** Restores the engine, and makes what works with it. The heartbeats announce slots from now on. */
    StageParts parts(StageEngine engine, Optional<Kept> kept) throws IOException, InterruptedException {
        var snapshots = new Snapshots(context, store, engine);
        var epochs = EpochParts.of(context, membership, links, engine, desk, folder);
        var restored = new EngineRestore(
                        membership.registered(),
                        store,
                        snapshots,
                        epochs,
                        new JournalReplay(context, engine, applied, stepLog, reports),
                        applied,
                        stepLog,
                        context.log())
                .open(kept);
        var progress = restored.progress();
        var journal = new Journal(
                context,
                store.journal(context.stage()),
                new JournalEntry.Opened(SnapshotMeta.fingerprint(context.spec()), device(torch, options)));
        var steps = steps(engine, snapshots, journal, restored);
        var fetcher = new Fetcher(context, links.objects(), desk, publisher);
        var hops = new Hops(context, engine, steps, applied, fetcher, new HopReplies(context, publisher, journal));
        var shards = shards(epochs, steps);
        var dispatcher = new WorkDispatcher(
                context,
                heldLeases,
                new WorkDispatcher.Destinations(fetcher, desk, shards, epochs.loader(), end),
                steps::epoch,
                plan.slots());
        var queue = new InboxQueue(
                links.queues(),
                membership.registered().inbox(),
                new QuarantineFile(folder, context.log()),
                context.random(),
                context.clock(),
                context.log());
        var inbox = new Inbox(queue, heldLeases, dispatcher, context.meters());
        show(fetcher, shards);
        context.meters()
                .activity()
                .trains(new Activity.Training(
                        steps::epoch, () -> steps.awaiting().size(), () -> stepLog.unconfirmed()
                                .size()));
        reports.ready(steps, dispatcher);
        context.log()
                .info(
                        "stage {} works on {} with {} slots, from step {} of epoch {}",
                        context.stage(),
                        description(),
                        plan.slots(),
                        progress.step(),
                        progress.epoch());
        return new StageParts(
                new Device(
                        steps, hops, epochs, desk, heldLeases, context.meters().activity()),
                shards,
                inbox,
                new Leaving(context, reports, heldLeases, steps, desk, end));
    }

    private Steps steps(StageEngine engine, Snapshots snapshots, Journal journal, Restored restored) {
        var records = new StepRecords(
                context,
                membership.registered().registration(),
                description(),
                stepLog,
                publisher,
                journal,
                restored.progress());
        var schedule = new SnapshotSchedule(context, snapshots, engine, applied, stepLog, options.snapshotEvery());
        return new Steps(context, restored, engine, applied, new Steps.Memory(records, schedule, journal));
    }

    private ShardQueue shards(EpochParts epochs, Steps steps) {
        var threads = Thread.ofPlatform()
                .daemon()
                .name("merge-", 0)
                .uncaughtExceptionHandler((thread, error) -> end.failed(error))
                .factory();
        return new ShardQueue(epochs.duties(), links.events(), links::say, steps::epoch, threads, context.log());
    }

    private void show(Fetcher fetcher, ShardQueue shards) {
        var meters = context.meters();
        meters.queue("fetch", fetcher::size);
        meters.queue("compute", desk::size);
        meters.queue("publish", publisher::size);
        meters.queue("held", heldLeases::size);
        meters.queue("merge", shards::size);
    }

    /** What a replay must match. */
    private String description() {
        return "%s, %s".formatted(context.training().compute(), device(torch, options));
    }

    /** What computes the same bits from the same numbers. */
    static String device(Torch torch, AgentOptions options) {
        return "%s %s %s, PyTorch %s, %d threads"
                .formatted(
                        torch.device(),
                        System.getProperty("os.name").toLowerCase(Locale.ROOT),
                        System.getProperty("os.arch"),
                        Engine.getEngine("PyTorch").getVersion(),
                        options.resources().threads());
    }
}
