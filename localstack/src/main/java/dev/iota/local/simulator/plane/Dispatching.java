package dev.iota.local.simulator.plane;

import static dev.iota.local.simulator.plane.HopWriter.Outcome.NOWHERE;
import static dev.iota.local.simulator.plane.HopWriter.Outcome.STALE;
import static dev.iota.local.simulator.plane.HopWriter.Outcome.WRITTEN;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.StageMiner;
import dev.iota.local.simulator.service.Invocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives free slots of a stage something to do, in the steps of the orchestrator's {@code Dispatcher}. */
final class Dispatching {
    private static final int SHARDS = 4;
    private static final int TAKEN = 25;
    private static final int MOST = 64;
    private static final int REFILLED = 2;
    private static final int TRIES = 10;

    private final Plane plane;
    private final HopWriter writer;

    Dispatching(Plane plane, HopWriter writer) {
        this.plane = plane;
        this.writer = writer;
    }

    /** What is done for a stage: so many microbatches are given away, new ones to this miner if it is known. */
    private static final class Look {
        private final int stage;
        private final int first;
        private final int shards;
        private final @Nullable Hotkey freed;
        private int left;

        private Look(int stage, int first, int shards, int most, @Nullable Hotkey freed) {
            this.stage = stage;
            this.first = first;
            this.shards = shards;
            this.left = most;
            this.freed = freed;
        }
    }

    /** Does what can be done now for a stage where a slot became free, of this miner if it is known. */
    void dispatch(Invocation<StageHints> run, int stage, @Nullable Hotkey freed, Runnable then) {
        look(run, look(stage, plane.state().shards() > SHARDS ? 1 : SHARDS, REFILLED, freed), 0, then);
    }

    /** The same with another look at who is there, and for all of them. */
    void dispatchAfresh(Invocation<StageHints> run, int stage, Runnable then) {
        run.memory().forget(stage);
        look(run, look(stage, SHARDS, MOST, null), 0, then);
    }

    /** The same for one of them, which has slots that it did not have before. */
    void dispatchAfresh(Invocation<StageHints> run, MinerRow joining, Runnable then) {
        run.memory().forget(joining.stage);
        look(run, look(joining.stage, SHARDS, MOST, joining.hotkey), 0, then);
    }

    private Look look(int stage, int looks, int most, @Nullable Hotkey freed) {
        var shards = plane.state().shards();
        return new Look(stage, plane.random().nextInt(shards), Math.min(shards, looks), most, freed);
    }

    private void look(Invocation<StageHints> run, Look look, int looked, Runnable then) {
        var stage = look.stage;
        var shards = plane.state().shards();
        if (looked == look.shards) {
            if (stage == 0) {
                feed(run, look, then);
            } else {
                then.run();
            }
            return;
        }
        run.spend(plane.millis().query());
        plane.use().read(plane.scenario().tables().reads().waiting());
        var waiting = plane.state().waiting(stage, (look.first + looked) % shards, Math.min(TAKEN, look.left));
        hand(run, look, waiting, 0, () -> look(run, look, looked + 1, then), then);
    }

    /** @param done what to do if nobody has room, or as many were given away as may be */
    private void hand(
            Invocation<StageHints> run, Look look, List<Tracked> waiting, int number, Runnable then, Runnable done) {
        if (number == waiting.size()) {
            then.run();
            return;
        }
        var tracked = waiting.get(number);
        if (tracked.microbatch.state() != State.WAITING) {
            hand(run, look, waiting, number + 1, then, done);
            return;
        }
        writer.move(run, HopMove.lease(tracked), result -> {
            if (result.outcome() == NOWHERE || --look.left == 0) {
                done.run();
            } else {
                hand(run, look, waiting, number + 1, then, done);
            }
        });
    }

    private void feed(Invocation<StageHints> run, Look look, Runnable then) {
        var head = run.memory().of(0, run);
        var freed = look.freed == null ? null : run.memory().known(plane.state().miner(look.freed), run);
        var next = freed != null && hasRoom(List.of(freed)) ? freed : idle(head);
        if (look.left == 0 || (next == null && (freed != null || !hasRoom(head)))) {
            then.run();
            return;
        }
        var first = plane.random().nextInt(plane.state().shards());
        draw(
                run,
                new Drawing(look, first, next == null ? null : next.candidate().hotkey()),
                0,
                0,
                then);
    }

    /** A miner of the head that has nothing to do: nobody will record that a slot of it became free. */
    private @Nullable StageMiner idle(List<StageMiner> head) {
        return head.stream()
                .filter(miner -> miner.candidate().queue().inFlight() <= 0 && hasRoom(List.of(miner)))
                .findAny()
                .orElse(null);
    }

    private boolean hasRoom(List<StageMiner> miners) {
        return plane.eligibility().startsAnother(plane.epoch(), miners);
    }

    /** One draw of a microbatch: the feed that is asked first, and the miner that has room, if it is known. */
    private record Drawing(Look look, int first, @Nullable Hotkey preferred) {}

    private void draw(Invocation<StageHints> run, Drawing drawing, int empty, int stale, Runnable then) {
        var shards = plane.state().shards();
        if (empty == shards || stale == TRIES) {
            then.run();
            return;
        }
        run.spend(plane.millis().item());
        plane.use().read(plane.scenario().tables().reads().item());
        var feed = plane.state().feed((drawing.first + empty + stale) % shards);
        var next = feed.draw(plane.epoch(), plane.agenda().now());
        if (next.isEmpty()) {
            draw(run, drawing, empty + 1, stale, then);
            return;
        }
        writer.move(run, HopMove.fresh(next.get(), drawing.preferred), result -> {
            if (result.outcome() == STALE) {
                draw(run, drawing, empty, stale + 1, then);
            } else if (result.outcome() == WRITTEN) {
                drawing.look.left--;
                feed(run, drawing.look, then);
            } else {
                then.run();
            }
        });
    }

    /** After a microbatch was written as waiting: a slot may have become free since then. */
    void lookAgain(Invocation<StageHints> run, Microbatch written, Runnable then) {
        var tracked = plane.state().open(written.id());
        if (written.state() != State.WAITING || tracked == null || tracked.microbatch.version() != written.version()) {
            then.run();
            return;
        }
        run.memory().forget(written.stage());
        writer.move(run, HopMove.lease(tracked), result -> then.run());
    }

    /** Does it for each of these stages. */
    void dispatchAll(Invocation<StageHints> run, List<Integer> stages, Runnable then) {
        if (stages.isEmpty()) {
            then.run();
            return;
        }
        var rest = new ArrayList<>(stages.subList(1, stages.size()));
        dispatchAfresh(run, stages.getFirst(), () -> dispatchAll(run, rest, then));
    }
}
