package dev.iota.local.simulator.plane;

import dev.iota.core.microbatch.Lease;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.local.simulator.service.Invocation;
import dev.iota.local.simulator.service.MessageQueue.Done;
import java.util.Optional;
import java.util.Set;

/** Takes hops back from miners whose lease ran out, in the steps of the orchestrator's {@code LeaseExpiry}. */
final class LeaseReturns {
    private final Plane plane;
    private final HopWriter writer;
    private final Dispatching dispatching;
    private final LeaseTimers timers;
    private final Retrying retrying;

    LeaseReturns(Plane plane, HopWriter writer, Dispatching dispatching, LeaseTimers timers) {
        this.plane = plane;
        this.writer = writer;
        this.dispatching = dispatching;
        this.timers = timers;
        this.retrying = new Retrying(plane);
    }

    void expire(LeaseTimer timer, Invocation<StageHints> run, Done done) {
        retrying.retry(run, stale -> attempt(timer, run, done, stale), () -> done.with(false));
    }

    private void attempt(LeaseTimer timer, Invocation<StageHints> run, Done done, Runnable stale) {
        run.after(plane.millis().item(), () -> {
            plane.use().read(plane.scenario().tables().reads().item());
            var tracked = plane.state().open(timer.microbatch());
            if (tracked == null) {
                done.with(true);
                return;
            }
            var before = tracked.microbatch;
            var decision = plane.transitions()
                    .expire(before, timer.lease(), plane.agenda().now());
            if (!decision.changed()) {
                before.lease().ifPresent(lease -> timers.arm(before.id(), lease, run.reached()));
                dispatching.lookAgain(run, before, () -> done.with(true));
                return;
            }
            var move = HopMove.of(tracked, decision.next());
            move.guarded = Optional.empty();
            blame(move, before.lease().orElseThrow());
            move.counted = true;
            writer.move(run, move, result -> {
                switch (result.outcome()) {
                    case WRITTEN -> dispatching.lookAgain(run, result.written(), () -> done.with(true));
                    case FAILED -> done.with(false);
                    case STALE, FENCED, NOWHERE -> stale.run();
                }
            });
        });
    }

    /** Takes back what a miner is leased that is out. */
    void abandon(Tracked tracked, Invocation<StageHints> run, Runnable then) {
        retrying.retry(run, stale -> abandon(tracked, run, then, stale), then);
    }

    private void abandon(Tracked tracked, Invocation<StageHints> run, Runnable then, Runnable stale) {
        run.after(2 * plane.millis().item(), () -> {
            var before = tracked.microbatch;
            var out = before.lease()
                    .map(lease -> plane.state().miner(lease.hotkey()))
                    .filter(row -> !row.active);
            if (out.isEmpty()) {
                then.run();
                return;
            }
            var decision = plane.transitions()
                    .abandon(before, out.get().hotkey, plane.agenda().now());
            var move = HopMove.of(tracked, decision.next());
            move.counted = true;
            move.fenced = out.get();
            move.avoided = Set.of(out.get().hotkey);
            writer.move(run, move, result -> {
                switch (result.outcome()) {
                    case WRITTEN -> dispatching.lookAgain(run, result.written(), then);
                    case FAILED -> then.run();
                    case STALE, FENCED, NOWHERE -> stale.run();
                }
            });
        });
    }

    private void blame(HopMove move, Lease lease) {
        var holder = plane.state().miner(lease.hotkey());
        if (holder.registration != lease.registration()) {
            return;
        }
        var silence = plane.leases().silence().toMillis() * 1000;
        move.lapsed = holder;
        move.lapsedOut =
                holder.lapses + 1 >= plane.leases().lapses() || plane.agenda().micros() > holder.lastSeen + silence;
        move.avoided = move.lapsedOut ? Set.of(holder.hotkey) : Set.of();
    }
}
