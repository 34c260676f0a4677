package dev.iota.local.simulator.plane;

import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.Feed;
import dev.iota.local.simulator.service.Invocation;
import dev.iota.local.simulator.service.MessageQueue;
import dev.iota.local.simulator.service.MessageQueue.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Takes back what earlier registrations of a miner are leased, and gives back what was in their memory alone, in the
 * steps of the orchestrator's {@code Takeover} and {@code PositionReturns}.
 */
final class Fencing {
    /** Leases that one call takes back. */
    private static final int LEASES = 2;

    /** Gradients that one call gives back. */
    private static final int GRADIENTS = 100;

    private final Plane plane;
    private final HopWriter writer;
    private final Dispatching dispatching;
    private final Retrying retrying;

    @SuppressWarnings("NullAway.Init") // the queue's handler needs the takeovers
    private MessageQueue<LeaseTimers.Timer, StageHints> timers;

    Fencing(Plane plane, HopWriter writer, Dispatching dispatching) {
        this.plane = plane;
        this.writer = writer;
        this.dispatching = dispatching;
        this.retrying = new Retrying(plane);
    }

    void connect(MessageQueue<LeaseTimers.Timer, StageHints> queue) {
        this.timers = queue;
    }

    void takeOver(Invocation<StageHints> run, MinerRow row, Runnable then) {
        var registration = row.registration;
        fence(run, row, registration, LEASES, leasesLeft -> {
            if (leasesLeft) {
                send(run, row, registration, then);
            } else {
                giveBack(run, row, GRADIENTS, left -> {
                    if (left) {
                        send(run, row, registration, then);
                    } else {
                        then.run();
                    }
                });
            }
        });
    }

    private void send(Invocation<StageHints> run, MinerRow row, long registration, Runnable then) {
        run.after(plane.millis().message(), () -> {
            timers.send(
                    new LeaseTimers.Timer.OfTakeover(row.index, registration),
                    plane.agenda().micros());
            then.run();
        });
    }

    void goOn(LeaseTimers.Timer.OfTakeover takeover, Invocation<StageHints> run, Done done) {
        run.after(plane.millis().item(), () -> {
            var row = plane.state().miner(takeover.miner());
            if (row.registration == takeover.registration()) {
                takeOver(run, row, () -> done.with(true));
            } else {
                done.with(true);
            }
        });
    }

    /**
     * What is leased to registrations before this one, of more the first {@code most}.
     *
     * @param then hears whether some is left
     */
    void fence(Invocation<StageHints> run, MinerRow row, long registration, int most, Consumer<Boolean> then) {
        run.spend(plane.millis().item() + plane.millis().query());
        var all = plane.state().leasedTo(row.hotkey, registration);
        var leased = all.stream()
                .limit(most)
                .map(tracked -> new Leased(tracked, tracked.microbatch.version()))
                .collect(Collectors.toCollection(ArrayList::new));
        fenceNext(run, row, registration, leased, () -> then.accept(all.size() > most));
    }

    /** @param version that the query found; it will do as long as nobody changes it */
    private record Leased(Tracked tracked, long version) {}

    private void fenceNext(
            Invocation<StageHints> run, MinerRow row, long registration, List<Leased> left, Runnable then) {
        if (left.isEmpty()) {
            then.run();
            return;
        }
        var leased = left.removeLast();
        Runnable next = () -> fenceNext(run, row, registration, left, then);
        retrying.retry(run, stale -> fence(run, row, registration, leased, next, stale), next);
    }

    private void fence(
            Invocation<StageHints> run, MinerRow row, long registration, Leased leased, Runnable next, Runnable stale) {
        var tracked = leased.tracked;
        run.after(
                tracked.microbatch.version() == leased.version
                        ? 0
                        : plane.millis().item(),
                () -> {
                    var before = tracked.microbatch;
                    var decision = plane.transitions()
                            .fence(
                                    before,
                                    row.hotkey,
                                    registration,
                                    plane.agenda().now());
                    if (!decision.changed()) {
                        next.run();
                        return;
                    }
                    var move = HopMove.of(tracked, decision.next());
                    move.counted = true;
                    move.fenced = row;
                    writer.move(run, move, result -> {
                        switch (result.outcome()) {
                            case WRITTEN -> dispatching.lookAgain(run, result.written(), next);
                            case FAILED -> next.run();
                            case STALE, FENCED, NOWHERE -> stale.run();
                        }
                    });
                });
    }

    /**
     * What was accepted and is in no step that survives: its position starts again, once.
     *
     * @param most that are given back
     * @param then hears whether some is left
     */
    void giveBack(Invocation<StageHints> run, MinerRow row, int most, Consumer<Boolean> then) {
        if (plane.collects(row.stage)) {
            // What it lost may be in its upload: it is judged when the stage is published.
            then.accept(false);
            return;
        }
        var lost = giveBack(
                row, most, (registration, step) -> !row.resumptions.hasGradients(registration, plane.epoch(), step));
        // Of each feed the microbatches, the feed, and the transactions; all that the miner has is read once.
        var feeds = Math.min(lost, plane.state().shards());
        var transactions = feeds + lost / Feed.TOGETHER;
        var read = plane.millis().item() + plane.millis().query();
        run.after(
                plane.millis().query() + transactions * (read + plane.millis().transaction()),
                () -> then.accept(lost == most));
    }

    /** How many were given back, of more the first {@code most}. */
    int giveBack(MinerRow row, int most, AppliedIds.Lost lost) {
        var ids = new ArrayList<Long>();
        row.applied.takeLost(lost, most, ids::add);
        ids.forEach(this::giveBack);
        return ids.size();
    }

    private void giveBack(long id) {
        var state = plane.state();
        var tracked = state.open(id);
        long position;
        if (tracked != null) {
            if (tracked.microbatch.redone()) {
                return;
            }
            position = tracked.microbatch.position();
            state.put(tracked, tracked.microbatch.markedRedone());
        } else {
            var ended = state.ended();
            if (!ended.markRedone((int) id)) {
                return;
            }
            position = ended.position((int) id);
            plane.counts().wasted += ended.has((int) id, State.COMPLETE) ? 1 : 0;
        }
        state.put(state.feed(state.shardOf(position)).withRedo(new Feed.Redo(position, 0)));
        plane.counts().redone++;
        plane.keys().spread(plane.scenario().tables().microbatch().table());
    }
}
