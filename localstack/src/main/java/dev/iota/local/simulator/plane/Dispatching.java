package dev.iota.local.simulator.plane;

import static dev.iota.local.simulator.plane.HopWriter.Outcome.NOWHERE;
import static dev.iota.local.simulator.plane.HopWriter.Outcome.STALE;
import static dev.iota.local.simulator.plane.HopWriter.Outcome.WRITTEN;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.local.simulator.service.Invocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives free slots of a stage something to do, in the steps of the orchestrator's {@code Dispatcher}. */
final class Dispatching {
    private static final int SHARDS = 4;
    private static final int TAKEN = 25;
    private static final int DRAWN = 64;
    private static final int REFILLED = 2;
    private static final int TRIES = 10;

    private final Plane plane;
    private final HopWriter writer;

    Dispatching(Plane plane, HopWriter writer) {
        this.plane = plane;
        this.writer = writer;
    }

    /** What is done for a stage: so many microbatches start at the most, for this miner if it is known to have room. */
    private record Look(
            int stage, int first, int most, @Nullable Hotkey freed) {}

    /** Does what can be done now for a stage where a slot became free, of this miner if it is known. */
    void dispatch(Invocation<StageHints> run, int stage, @Nullable Hotkey freed, Runnable then) {
        look(run, look(stage, freed == null ? 1 : REFILLED, freed), 0, then);
    }

    /** The same with another look at who is there, and for all of them. */
    void dispatchAfresh(Invocation<StageHints> run, int stage, Runnable then) {
        run.memory().forget(stage);
        look(run, look(stage, DRAWN, null), 0, then);
    }

    private Look look(int stage, int most, @Nullable Hotkey freed) {
        return new Look(stage, plane.random().nextInt(plane.state().shards()), most, freed);
    }

    private void look(Invocation<StageHints> run, Look look, int looked, Runnable then) {
        var stage = look.stage;
        var shards = plane.state().shards();
        if (looked == Math.min(shards, SHARDS)) {
            if (stage == 0) {
                feed(run, look, 0, then);
            } else {
                then.run();
            }
            return;
        }
        run.spend(plane.millis().query());
        plane.use().read(plane.scenario().tables().reads().waiting());
        var waiting = plane.state().waiting(stage, (look.first + looked) % shards, TAKEN);
        hand(run, waiting, 0, () -> look(run, look, looked + 1, then), then);
    }

    /** @param full what to do if nobody has room */
    private void hand(Invocation<StageHints> run, List<Tracked> waiting, int number, Runnable then, Runnable full) {
        if (number == waiting.size()) {
            then.run();
            return;
        }
        var tracked = waiting.get(number);
        if (tracked.microbatch.state() != State.WAITING) {
            hand(run, waiting, number + 1, then, full);
            return;
        }
        writer.move(run, HopMove.lease(tracked), result -> {
            if (result.outcome() == NOWHERE) {
                full.run();
            } else {
                hand(run, waiting, number + 1, then, full);
            }
        });
    }

    private void feed(Invocation<StageHints> run, Look look, int drawn, Runnable then) {
        var known = run.memory().of(0, run);
        var freed = look.freed == null ? null : run.memory().known(plane.state().miner(look.freed));
        var hasRoom = plane.eligibility().startsAnother(plane.epoch(), freed == null ? known : List.of(freed));
        if (drawn == look.most || !hasRoom) {
            then.run();
            return;
        }
        var shards = plane.state().shards();
        draw(run, new Drawing(look, plane.random().nextInt(shards), drawn), 0, 0, then);
    }

    /** One draw of a microbatch: the feed that is asked first, and how many were drawn before. */
    private record Drawing(Look look, int first, int drawn) {}

    private void draw(Invocation<StageHints> run, Drawing drawing, int shard, int number, Runnable then) {
        var shards = plane.state().shards();
        if (shard == shards || number == TRIES) {
            then.run();
            return;
        }
        run.spend(plane.millis().item());
        plane.use().read(plane.scenario().tables().reads().item());
        var feed = plane.state().feed((drawing.first + shard) % shards);
        var next = feed.draw(plane.epoch(), plane.agenda().now());
        if (next.isEmpty()) {
            draw(run, drawing, shard + 1, 0, then);
            return;
        }
        writer.move(run, HopMove.fresh(next.get(), drawing.look.freed), result -> {
            if (result.outcome() == STALE) {
                draw(run, drawing, shard, number + 1, then);
            } else if (result.outcome() == WRITTEN) {
                feed(run, drawing.look, drawing.drawn + 1, then);
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
