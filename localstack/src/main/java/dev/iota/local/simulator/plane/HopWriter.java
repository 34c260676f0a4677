package dev.iota.local.simulator.plane;

import static java.util.Objects.requireNonNull;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.Choice;
import dev.iota.core.routing.StageMiner;
import dev.iota.local.simulator.plane.MinerInboxes.Assignment;
import dev.iota.local.simulator.service.Invocation;
import dev.iota.local.simulator.service.KeyFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a transition together with the choice of who does the next hop, in the steps of the orchestrator's
 * {@code HopCommitter}: the timer, one conditional write, the miners that follow, then the work. Miners change together
 * with the microbatch here: that a handler may die in between is what {@code CrashTest} tries.
 */
final class HopWriter {
    private static final int TRIES = 5;

    /** Tries of the SDK at a key that throttles, and the longest first wait between them. */
    private static final int THROTTLE_TRIES = 8;

    private static final double THROTTLE_MILLIS = 50;

    private final Plane plane;
    private final LeaseTimers timers;
    private final MinerInboxes inboxes;

    HopWriter(Plane plane, LeaseTimers timers, MinerInboxes inboxes) {
        this.plane = plane;
        this.timers = timers;
        this.inboxes = inboxes;
    }

    /** What became of it. */
    enum Outcome {
        WRITTEN,
        /** Nobody has room, so there was nothing to write. */
        NOWHERE,
        /** Somebody else wrote in between: load and decide again. */
        STALE,
        /** The miner that it depends on has registered again, or has no place. */
        FENCED,
        /** A key throttled for so long that the call failed. */
        FAILED
    }

    /** @param microbatch as it was written, if it was */
    record Result(Outcome outcome, @Nullable Microbatch microbatch) {
        Microbatch written() {
            return requireNonNull(microbatch);
        }
    }

    record Chosen(MinerRow row, Lease lease, boolean needsSlot, Microbatch next) {}

    void move(Invocation<StageHints> run, HopMove move, Consumer<Result> then) {
        attempt(run, move, new HashSet<>(move.avoided), 0, then);
    }

    private void attempt(
            Invocation<StageHints> run, HopMove move, Set<Hotkey> avoided, int number, Consumer<Result> then) {
        if (number < TRIES && move.decided.state() == State.WAITING) {
            var choice = choose(run, move, avoided);
            if (choice.lease().isPresent()) {
                var lease = choice.lease().get();
                var leased = plane.transitions()
                        .lease(move.decided, lease, plane.agenda().now())
                        .next();
                var chosen = new Chosen(plane.state().miner(lease.hotkey()), lease, choice.needsSlot(), leased);
                write(run, move, chosen, result -> {
                    if (result.isPresent()) {
                        then.accept(result.get());
                        return;
                    }
                    avoided.add(lease.hotkey());
                    run.memory().forget(move.decided.stage());
                    attempt(run, move, avoided, number + 1, then);
                });
                return;
            }
        }
        if (move.isOnlyALease()) {
            then.accept(new Result(Outcome.NOWHERE, null));
        } else {
            write(run, move, null, result -> then.accept(result.orElseThrow()));
        }
    }

    private Choice choose(Invocation<StageHints> run, HopMove move, Set<Hotkey> avoided) {
        var decided = move.decided;
        var owner = decided.owner()
                .filter(hotkey -> !avoided.contains(hotkey))
                .map(hotkey -> read(run, plane.state().miner(hotkey)));
        if (owner.isPresent() && !decided.isRefusedBy(owner.get().candidate().hotkey())) {
            var back = route(decided, List.of(owner.get()), avoided);
            if (back.lease().isPresent()) {
                return back;
            }
        }
        List<StageMiner> known = run.memory().of(decided.stage(), run);
        if (move.preferred != null && !avoided.contains(move.preferred)) {
            var preferred = run.memory().known(plane.state().miner(move.preferred), run);
            known = preferred.candidate().hasRoom() ? List.of(preferred) : known;
        }
        if (owner.isPresent()) {
            known = new ArrayList<>(known);
            known.removeIf(miner ->
                    miner.candidate().hotkey().equals(owner.get().candidate().hotkey()));
            known.add(owner.get());
        }
        return route(decided, known, avoided);
    }

    private StageMiner read(Invocation<StageHints> run, MinerRow row) {
        run.spend(plane.millis().item());
        plane.use().read(plane.scenario().tables().reads().item());
        return row.seen();
    }

    private Choice route(Microbatch decided, List<StageMiner> known, Set<Hotkey> avoided) {
        var eligible = plane.eligibility().of(decided, known, avoided);
        return plane.router().route(decided, eligible, plane.agenda().now(), plane.random());
    }

    /** Empty if only the chosen miner stood in the way. */
    private void write(
            Invocation<StageHints> run, HopMove move, @Nullable Chosen chosen, Consumer<Optional<Result>> then) {
        var next = chosen == null ? move.decided : chosen.next;
        if (chosen != null && !move.guards(chosen.lease)) {
            timers.arm(next.id(), chosen.lease, run.reached());
            run.spend(plane.millis().message());
        }
        var held = Holders.change(move.holders, Holders.of(next));
        var writing = HopWriting.of(plane, move, chosen, next, held);
        if (move.sender != null) {
            run.spend(plane.millis().item());
            plane.use().read(plane.scenario().tables().reads().item());
        }
        if (plane.scenario().tables().transactional() && !locks(writing, run.reached())) {
            plane.counts().conflicts++;
            run.after(plane.millis().transaction(), () -> then.accept(optional(Outcome.STALE)));
            return;
        }
        var millis = writing.isAlone() ? plane.millis().item() : plane.millis().transaction();
        run.after(millis, () -> commit(run, writing, 0, then));
    }

    private static Optional<Result> optional(Outcome outcome) {
        return Optional.of(new Result(outcome, null));
    }

    /** Takes all items for the time of a transaction; false if another one has one of them. */
    private boolean locks(HopWriting writing, long from) {
        var state = plane.state();
        var move = writing.move();
        var shard = state.shardOf(writing.next().id());
        var busy = (move.tracked != null && move.tracked.busyUntil > from)
                || (move.feed != null && state.feedBusy[move.feed.shard()] > from)
                || (move.counted && state.countersBusy[shard] > from)
                || writing.rows().stream().anyMatch(row -> row.busyUntil > from);
        if (busy) {
            return false;
        }
        var until = from + (long) (plane.millis().transaction() * 1000);
        if (move.tracked != null) {
            move.tracked.busyUntil = until;
        }
        if (move.feed != null) {
            state.feedBusy[move.feed.shard()] = until;
        }
        if (move.counted) {
            state.countersBusy[shard] = until;
        }
        writing.rows().forEach(row -> row.busyUntil = until);
        return true;
    }

    private void commit(Invocation<StageHints> run, HopWriting writing, int number, Consumer<Optional<Result>> then) {
        if (!isTaken(writing)) {
            plane.counts().throttled++;
            if (number + 1 >= THROTTLE_TRIES) {
                then.accept(optional(Outcome.FAILED));
                return;
            }
            var wait = plane.random().nextDouble() * THROTTLE_MILLIS * (1 << number);
            run.after(wait, () -> commit(run, writing, number + 1, then));
            return;
        }
        var refused = refused(writing);
        if (refused == null) {
            then.accept(Optional.empty());
        } else if (refused != Outcome.WRITTEN) {
            then.accept(optional(refused));
        } else {
            apply(run, writing);
            then.accept(Optional.of(new Result(Outcome.WRITTEN, writing.next())));
        }
    }

    private boolean isTaken(HopWriting writing) {
        var keys = plane.keys();
        var units = new KeyFamily.Write();
        keys.microbatch(units, writing.move().tracked, writing.next(), writing.isAlone());
        writing.rows().forEach(row -> keys.miner(false));
        writing.followers().forEach(row -> keys.miner(true));
        if (writing.move().feed != null) {
            keys.feed(units, writing.move().feed.shard());
        }
        if (writing.move().counted) {
            keys.counters(units, plane.state().shardOf(writing.next().id()));
        }
        if (writing.move().answer == HopMove.Answer.BACKWARD) {
            keys.spread(plane.scenario().tables().others().acknowledged());
        }
        return units.commit(plane.agenda().micros());
    }

    /** Null if the chosen miner alone stands in the way. */
    private @Nullable Outcome refused(HopWriting writing) {
        var move = writing.move();
        if (move.tracked != null
                && (move.tracked.microbatch.version() != move.version
                        || plane.state().open(writing.next().id()) != move.tracked)) {
            return Outcome.STALE;
        }
        if (move.sender != null && (move.sender.registration != move.registration || move.sender.conduct.isEvicted())) {
            return Outcome.FENCED;
        }
        if (move.feed != null && plane.state().feed(move.feed.shard()).version() != move.feed.version() - 1) {
            return Outcome.STALE;
        }
        var chosen = writing.chosen();
        if (chosen != null) {
            var needsRoom = chosen.needsSlot && writing.held().getOrDefault(chosen.row.hotkey, 0) > 0;
            if ((chosen.needsSlot && chosen.row.registration != chosen.lease.registration())
                    || (needsRoom && (!chosen.row.active || chosen.row.inFlight >= chosen.row.slots))) {
                return null;
            }
        }
        return Outcome.WRITTEN;
    }

    private void apply(Invocation<StageHints> run, HopWriting writing) {
        var move = writing.move();
        new HopEffects(plane).apply(move, writing.next(), writing.held());
        var hints = run.memory();
        writing.rows().forEach(hints::apply);
        writing.followers().forEach(hints::apply);
        run.spend(writing.followers().size() * plane.millis().item());
        if (writing.chosen() != null) {
            plane.counts().leases++;
            run.spend(plane.millis().message());
            plane.use().queue(3);
            var tracked = requireNonNull(plane.state().open(writing.next().id()));
            inboxes.send(
                    writing.chosen().row().index,
                    writing.chosen().lease().registration(),
                    new Assignment(writing.next(), writing.chosen().lease(), InputSources.isBad(tracked)),
                    run.reached());
        }
    }
}
