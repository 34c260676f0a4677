package dev.iota.local.simulator.plane;

import dev.iota.cloud.shape.Resources;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.MinerCalls.Registered;
import dev.iota.local.simulator.plane.MinerCalls.Renewal;
import dev.iota.local.simulator.plane.MinerCalls.Renewed;
import dev.iota.local.simulator.scenario.EpochShapes;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.FunctionPool;
import dev.iota.local.simulator.service.KeyLoad;
import dev.iota.local.simulator.service.MessageQueue;
import dev.iota.local.simulator.service.Region;
import dev.iota.local.simulator.service.ServiceUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The orchestrator of a simulated run: its functions over its tables and queues. Miners reach it by events and calls;
 * it reaches them by their inboxes.
 */
public final class ControlPlane {
    private static final double QUEUE_SECONDS = 10;
    private static final double SWEEP_SECONDS = 50;

    /** As often as AWS advises: six times what an invocation may take. */
    private static final double VISIBILITY_SECONDS = 60;

    private static final double ARRIVAL_MILLIS = 10;
    private static final double BALANCE_SECONDS = 5;
    private static final double ARRIVAL_SPREAD = 40;

    /** What a miner waits whose call got no answer. */
    private static final double RETRY_SECONDS = 3;

    private final Agenda agenda;
    private final Plane plane;
    private final Region region;
    private final FunctionPool<StageHints> eventsFunction;
    private final FunctionPool<StageHints> timersFunction;
    private final FunctionPool<StageHints> renew;
    private final FunctionPool<StageHints> register;
    private final FunctionPool<StageHints> sweep;
    private final MessageQueue<PlaneEvent, StageHints> events;
    private final MessageQueue<LeaseTimers.Timer, StageHints> timers;
    private final Registrations registrations;
    private final Renewals renewals;
    private final Sweeper sweeper;
    private final EpochPhases phases;
    private boolean deadly;

    public ControlPlane(
            Agenda agenda, SwarmScenario scenario, SplittableRandom random, Region region, MinerInboxes inboxes) {
        this.agenda = agenda;
        this.region = region;
        this.plane = new Plane(agenda, scenario, random.split(), region);
        var deaths = random.split();
        this.deadly = scenario.faults().handlerDeaths() > 0;
        BooleanSupplier dies =
                () -> deadly && deaths.nextDouble() < scenario.faults().handlerDeaths();
        this.eventsFunction = pool("Events", QUEUE_SECONDS, dies);
        this.timersFunction = pool("Timers", QUEUE_SECONDS, dies);
        this.renew = pool("Renew", QUEUE_SECONDS, dies);
        this.register = pool("Register", QUEUE_SECONDS, dies);
        this.sweep = pool("Sweep", SWEEP_SECONDS, dies);
        var leaseTimers = new LeaseTimers(plane);
        var writer = new HopWriter(plane, leaseTimers, inboxes);
        var dispatching = new Dispatching(plane, writer);
        var hops = new HopHandler(plane, writer, dispatching);
        var others = new OtherEvents(plane);
        var returns = new LeaseReturns(plane, writer, dispatching, leaseTimers);
        var fencing = new Fencing(plane, writer, dispatching);
        var delivery = new MessageQueue.Delivery(
                Resources.BATCH_SIZE,
                ARRIVAL_MILLIS,
                ARRIVAL_SPREAD,
                scenario.faults().messages().repeated(),
                VISIBILITY_SECONDS);
        this.events = new MessageQueue<>(
                agenda,
                eventsFunction,
                (event, run, done) -> {
                    switch (event) {
                        case PlaneEvent.HopAnswer answer -> hops.handle(answer, run, done);
                        case PlaneEvent.StepReport report -> others.step(report, run, done);
                        case PlaneEvent.Noise noise -> others.noise(noise, run, done);
                        case PlaneEvent.Uploaded uploaded ->
                            run.after(shape(), () -> {
                                epochs().uploaded(uploaded);
                                done.with(true);
                            });
                        case PlaneEvent.Merged merged ->
                            run.after(shape(), () -> {
                                epochs().merged(merged);
                                done.with(true);
                            });
                    }
                },
                delivery,
                random.split(),
                plane.use());
        this.timers = new MessageQueue<>(
                agenda,
                timersFunction,
                (timer, run, done) -> {
                    switch (timer) {
                        case LeaseTimers.Timer.OfLease lease -> returns.expire(lease.timer(), run, done);
                        case LeaseTimers.Timer.OfTakeover takeover -> fencing.goOn(takeover, run, done);
                    }
                },
                delivery,
                random.split(),
                plane.use());
        leaseTimers.connect(timers);
        fencing.connect(timers);
        this.registrations = new Registrations(plane, fencing);
        this.renewals = new Renewals(plane, dispatching);
        this.sweeper = new Sweeper(plane, sweep, returns, fencing, dispatching);
        sweeper.start();
        this.phases = new EpochPhases(plane, EpochShapes.of(scenario), fencing, inboxes);
        if (scenario.epochs().areMerged()) {
            phases.start();
        }
        agenda.afterSeconds(BALANCE_SECONDS, this::balance);
    }

    private EpochPhases epochs() {
        return phases;
    }

    /** Of reading and writing an item of an epoch. */
    private double shape() {
        return 2 * plane.millis().item();
    }

    /** How evenly miners are divided, looked at every so often. */
    private void balance() {
        agenda.afterSeconds(BALANCE_SECONDS, this::balance);
        var active = IntStream.range(0, plane.stages())
                .map(stage -> plane.state().staff(stage).size())
                .summaryStatistics();
        plane.counts().balanceFound += active.getMin();
        plane.counts().balanceBest += active.getSum() / plane.stages();
    }

    private FunctionPool<StageHints> pool(String name, double seconds, BooleanSupplier dies) {
        var shape = plane.scenario().plane();
        return new FunctionPool<>(
                agenda,
                name,
                new FunctionPool.Limits(seconds, shape.concurrency(), shape.coldMillis()),
                () -> new StageHints(plane, plane.stages()),
                dies,
                region);
    }

    /** A miner that never registered. */
    public void newMiner() {
        plane.state().newMiner();
    }

    /** @param at when it reaches the queue, in microseconds */
    public void send(PlaneEvent event, long at) {
        events.send(event, region.available(at));
    }

    public void renew(Renewal request, Consumer<Renewed> answer) {
        var begun = renew.begin(() -> {});
        begun.ifPresent(run -> renewals.renew(run, request, answer));
    }

    /** @param snapshot that the miner has, if it has one, and with it the session */
    public void register(int miner, Optional<SnapshotPoint> snapshot, Consumer<Registered> answer) {
        Runnable again = () -> answer.accept(new Registered.Later(RETRY_SECONDS));
        register.begin(again).ifPresentOrElse(run -> registrations.register(run, miner, snapshot, answer), again);
    }

    /** Begins to give nothing new; what is on its way and what starts again is finished. */
    public void close() {
        for (var feed : plane.state().feeds()) {
            var limit = Math.min(feed.limit(), 0);
            if (feed.limit() == Long.MAX_VALUE) {
                plane.state().put(feed.with(true, limit));
            }
        }
    }

    /** From now on no invocation dies. */
    public void calm() {
        deadly = false;
    }

    /** The epoch that the run is in. */
    public int epoch() {
        return plane.epoch();
    }

    /** Whether nothing is on its way and nothing is left to start. */
    public boolean isDrained() {
        return plane.state().countOpen() == 0
                && (!plane.scenario().epochs().areMerged() || phases.isQuiet())
                && plane.state().feeds().stream()
                        .allMatch(feed -> feed.draw(plane.epoch(), agenda.now()).isEmpty());
    }

    /** Where the epoch stands, for whoever wonders why it does not end. */
    public String standing() {
        return phases.standing();
    }

    /** Only for checks: keeps what ended, whole. */
    public void keepReceipts() {
        plane.state().ended().keepReceipts();
    }

    public Map<Long, Microbatch> receipts() {
        return plane.state().ended().receipts();
    }

    /** Whether an ended microbatch was given back. */
    public boolean isRedone(long id) {
        return plane.state().ended().isRedone((int) id);
    }

    /** How often each position was completed and not given back, by position. */
    public Map<Long, Integer> countedPositions() {
        var counted = new HashMap<Long, Integer>();
        var ended = plane.state().ended();
        for (var id = 0; id < ended.size(); id++) {
            if (ended.has(id, Microbatch.State.COMPLETE) && !ended.isRedone(id)) {
                counted.merge(ended.position(id), 1, Integer::sum);
            }
        }
        return counted;
    }

    /** Positions that were drawn. */
    public long drawn() {
        return plane.state().feeds().stream().mapToLong(feed -> feed.fresh()).sum();
    }

    /** Miners whose slots in use are not what open microbatches say. */
    public long miscounted() {
        var held = Sweeper.held(plane.state());
        return plane.state().miners().stream()
                .filter(row -> row.inFlight != held.getOrDefault(row.hotkey, 0))
                .count();
    }

    /** Positions that waited in one feed to start again, at the most. */
    public int longestRedo() {
        return plane.state().longestRedo();
    }

    public int open() {
        return plane.state().countOpen();
    }

    public int indexOf(Hotkey hotkey) {
        return plane.state().miner(hotkey).index;
    }

    public PlaneCounts counts() {
        return plane.counts();
    }

    public ServiceUse use() {
        return plane.use();
    }

    public List<KeyLoad> keys() {
        return plane.keys().all();
    }

    public List<FunctionPool<?>> functions() {
        return List.of(eventsFunction, timersFunction, renew, register, sweep);
    }

    public List<MessageQueue<?, ?>> queues() {
        return List.of(events, timers);
    }
}
