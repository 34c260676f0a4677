package dev.iota.local.simulator.swarm;

import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.Region;
import dev.iota.local.simulator.service.TransferLine;

/** A miner's line in both directions. */
final class MinerLines {
    private final Agenda agenda;
    private final TransferLine down;
    private final TransferLine up;
    private final long half;

    MinerLines(Agenda agenda, SwarmScenario.Line line, Region region) {
        this.agenda = agenda;
        this.down = new TransferLine(line.megabits(), region);
        this.up = new TransferLine(line.megabits(), region);
        this.half = line.oneWay();
    }

    /** When something that is sent now is there, in microseconds. */
    long sent() {
        return agenda.micros() + half;
    }

    /** When an object is fetched that is asked for now. */
    long fetched(long bytes) {
        return down.done(sent(), bytes) + half;
    }

    /** When an object is stored, and the miner knows it. */
    long stored(long bytes) {
        return up.done(sent(), bytes) + half;
    }

    /** The process is gone, and its transfers with it. */
    void reset() {
        down.reset(agenda.micros());
        up.reset(agenda.micros());
    }
}
