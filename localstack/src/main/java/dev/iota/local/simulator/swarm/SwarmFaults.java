package dev.iota.local.simulator.swarm;

import dev.iota.local.simulator.plane.MinerCalls;
import dev.iota.local.simulator.plane.PlaneEvent;
import dev.iota.local.simulator.scenario.SwarmScenario.Faults;
import dev.iota.local.simulator.service.Region;
import java.util.SplittableRandom;

/** What goes wrong with miners and their messages, until it is over. */
final class SwarmFaults {
    private static final double SECOND = 1e6;

    private final Faults faults;
    private final Region region;
    private boolean over;

    SwarmFaults(Faults faults, Region region) {
        this.faults = faults;
        this.region = region;
    }

    Region region() {
        return region;
    }

    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    boolean losesWork(SplittableRandom random) {
        return happens(faults.messages().lostWork(), random);
    }

    boolean refuses(SplittableRandom random) {
        return happens(faults.miners().unable(), random);
    }

    boolean losesJournal(SplittableRandom random) {
        return happens(faults.miners().lostJournals(), random);
    }

    boolean spoils(SplittableRandom random) {
        return happens(faults.miners().rubbish(), random);
    }

    private boolean happens(double share, SplittableRandom random) {
        return share > 0 && !over && random.nextDouble() < share;
    }

    void send(MinerCalls calls, PlaneEvent event, long at, SplittableRandom random) {
        var messages = faults.messages();
        if (happens(messages.lostEvents(), random)) {
            return;
        }
        var late = happens(messages.late(), random) ? random.nextDouble() * messages.lateSeconds() * SECOND : 0;
        calls.send(event, at + (long) late);
    }
}
