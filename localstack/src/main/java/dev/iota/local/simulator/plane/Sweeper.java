package dev.iota.local.simulator.plane;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.local.simulator.service.FunctionPool;
import dev.iota.local.simulator.service.Invocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The net under lost messages, once a minute, in the steps of the orchestrator's {@code SweepFunction}. */
final class Sweeper {
    private static final double SECONDS = 60;
    private static final int OVERDUE = 200;
    private static final int ABANDONED = 100;

    /** In so many microseconds of a sweep leases are taken back. */
    private static final long TAKING_BACK = 15_000_000;

    private final Plane plane;
    private final FunctionPool<StageHints> pool;
    private final LeaseReturns returns;
    private final Fencing fencing;
    private final Dispatching dispatching;

    Sweeper(
            Plane plane,
            FunctionPool<StageHints> pool,
            LeaseReturns returns,
            Fencing fencing,
            Dispatching dispatching) {
        this.plane = plane;
        this.pool = pool;
        this.returns = returns;
        this.fencing = fencing;
        this.dispatching = dispatching;
    }

    void start() {
        plane.agenda().afterSeconds(SECONDS, this::tick);
    }

    private void tick() {
        plane.agenda().afterSeconds(SECONDS, this::tick);
        pool.begin(() -> {}).ifPresent(this::sweep);
    }

    private void sweep(Invocation<StageHints> run) {
        var active = plane.state().miners().stream().filter(row -> row.active).toList();
        run.after(active.size() * plane.scenario().tables().sweepMillisPerMiner(), () -> {
            var evicted = takeOut(active);
            var until = run.reached() + TAKING_BACK;
            evict(
                    run,
                    evicted,
                    () -> takeBack(run, overdue(), until, () -> {
                        recount();
                        abandon(run, leasedToWhoIsOut(), until, () -> {
                            var stages =
                                    IntStream.range(0, plane.stages()).boxed().toList();
                            dispatching.dispatchAll(run, stages, () -> run.end(() -> {}));
                        });
                    }));
        });
    }

    /** Silent ones, and those that wasted too much; the latter are returned. */
    private List<MinerRow> takeOut(List<MinerRow> active) {
        var silence = plane.leases().silence().toMillis() * 1000;
        var evicted = new ArrayList<MinerRow>();
        for (var row : active) {
            if (plane.agenda().micros() > row.lastSeen + silence) {
                plane.state().activate(row, false);
                continue;
            }
            var decision =
                    row.conduct.judge(plane.limits().conduct(), plane.agenda().now());
            if (decision.changed()) {
                row.conduct = decision.next();
                row.slots = 0;
                plane.state().activate(row, false);
                plane.counts().evictions++;
                evicted.add(row);
            }
        }
        return evicted;
    }

    private void evict(Invocation<StageHints> run, List<MinerRow> evicted, Runnable then) {
        if (evicted.isEmpty()) {
            then.run();
            return;
        }
        var row = evicted.removeLast();
        fencing.fence(run, row, Long.MAX_VALUE, Integer.MAX_VALUE, left -> evict(run, evicted, then));
    }

    private List<LeaseTimer> overdue() {
        var now = plane.agenda().now();
        var overdue = new ArrayList<LeaseTimer>();
        for (var tracked : plane.state().open()) {
            var microbatch = tracked.microbatch;
            if (overdue.size() < OVERDUE
                    && microbatch.state() == State.LEASED
                    && microbatch.deadline().isBefore(now)) {
                overdue.add(new LeaseTimer(
                        microbatch.id(), microbatch.issued().getLast().id()));
            }
        }
        return overdue;
    }

    private void takeBack(Invocation<StageHints> run, List<LeaseTimer> overdue, long until, Runnable then) {
        if (overdue.isEmpty() || run.reached() >= until) {
            then.run();
            return;
        }
        returns.expire(overdue.removeLast(), run, handled -> takeBack(run, overdue, until, then));
    }

    private List<Tracked> leasedToWhoIsOut() {
        return plane.state().open().stream()
                .filter(tracked -> tracked.microbatch
                        .lease()
                        .filter(lease -> !plane.state().miner(lease.hotkey()).active)
                        .isPresent())
                .limit(ABANDONED)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void abandon(Invocation<StageHints> run, List<Tracked> left, long until, Runnable then) {
        if (left.isEmpty() || run.reached() >= until) {
            then.run();
            return;
        }
        returns.abandon(left.removeLast(), run, () -> abandon(run, left, until, then));
    }

    private void recount() {
        var held = held(plane.state());
        for (var row : plane.state().miners()) {
            var count = held.getOrDefault(row.hotkey, 0);
            if (row.inFlight != count) {
                plane.counts().recounted++;
                row.inFlight = count;
            }
        }
    }

    /** Slots in use by what is open. */
    static Map<Hotkey, Integer> held(PlaneState state) {
        var held = new HashMap<Hotkey, Integer>();
        for (var tracked : state.open()) {
            Holders.of(tracked.microbatch).forEach(hotkey -> held.merge(hotkey, 1, Integer::sum));
        }
        return held;
    }
}
