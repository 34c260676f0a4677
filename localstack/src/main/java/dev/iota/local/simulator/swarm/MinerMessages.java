package dev.iota.local.simulator.swarm;

import dev.iota.core.wire.Event;
import dev.iota.local.simulator.plane.MinerInboxes.Assignment;
import dev.iota.local.simulator.plane.PlaneEvent;
import dev.iota.local.simulator.swarm.TrainingMiner.Surroundings;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** What a miner stores and sends over its line. */
record MinerMessages(int index, Surroundings around, MinerLines lines, GivenWork given, SplittableRandom random) {
    /** Stores what an answer is about, if it is about something, and then sends it. */
    void store(Assignment work, Event.OfHop event, UnaryOperator<Runnable> alive) {
        if (event.stage() == 0 && event instanceof Event.BackwardDone) {
            answer(work, event);
            return;
        }
        around.use().put();
        stored(around.scenario().swarm().boundaryBytes(), alive.apply(() -> answer(work, event)));
    }

    void answer(Assignment work, Event.OfHop event) {
        given.answered(work);
        var stores = event instanceof Event.ForwardDone || (event instanceof Event.BackwardDone && event.stage() > 0);
        say(new PlaneEvent.HopAnswer(index, event, stores && around.faults().spoils(random)));
    }

    void say(PlaneEvent event) {
        around.faults().send(around.calls(), event, lines.sent(), random);
    }

    void fetched(long bytes, Runnable then) {
        around.agenda().at(lines.fetched(bytes), then);
    }

    void stored(long bytes, Runnable then) {
        around.agenda().at(lines.stored(bytes), then);
    }
}
