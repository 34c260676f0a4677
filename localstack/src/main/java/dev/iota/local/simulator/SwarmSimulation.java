package dev.iota.local.simulator;

import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.ControlPlane;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.Region;
import dev.iota.local.simulator.swarm.SimulatedSwarm;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;

/** One run of a scenario with one seed. The same seed gives the same course. */
public final class SwarmSimulation {
    private static final double SECOND = 1e6;

    /** Events between two looks at how far it is. */
    private static final int LOOK = 1 << 16;

    /** What a swarm has to warm up in, after all have joined: the first microbatches reach the tail and come back. */
    private static final double WARM_UP = 60;

    /** Virtual time in which everything that is on its way has to come to its end. */
    private static final double DRAIN = 4 * 3600;

    private final SwarmScenario scenario;
    private final long seed;
    private final Agenda agenda = new Agenda();
    private final SimulatedSwarm swarm;
    private final ControlPlane plane;

    public SwarmSimulation(SwarmScenario scenario, long seed) {
        this.scenario = scenario;
        this.seed = seed;
        var random = new SplittableRandom(seed);
        var outage = scenario.faults().outage();
        var from = (long) (outage.fromSeconds() * SECOND);
        var region = outage.seconds() > 0 ? new Region(from, from + (long) (outage.seconds() * SECOND)) : Region.SOUND;
        this.swarm = new SimulatedSwarm(agenda, scenario, random.split(), region);
        this.plane = new ControlPlane(agenda, scenario, random.split(), region, swarm);
        if (scenario.swarm().positions() > 0) {
            plane.keepReceipts();
        }
    }

    /** @param progress hears from time to time which part is done, from 0 to 1 */
    public SimulationReport run(DoubleConsumer progress) {
        var times = scenario.swarm();
        swarm.join(plane);
        var warm = Math.min(times.joinSeconds() + WARM_UP, times.seconds() / 2);
        pass(warm, progress);
        swarm.settle();
        var atWarm = new SimulationReport.Counted(plane.counts(), plane.use());
        pass(times.seconds(), progress);
        var devices = swarm.settle();
        var atEnd = new SimulationReport.Counted(plane.counts(), plane.use());
        plane.close();
        swarm.calm();
        plane.calm();
        drain(times.seconds() + DRAIN);
        progress.accept(1);
        var broken = new SimulationInvariants(plane, swarm, scenario).broken();
        return new SimulationReports(scenario, plane, agenda)
                .of(seed, devices, times.seconds() - warm, atWarm, atEnd, broken);
    }

    private void pass(double seconds, DoubleConsumer progress) {
        var until = (long) (seconds * SECOND);
        for (var events = 1L; agenda.next(until); events++) {
            if (events % LOOK == 0) {
                progress.accept(agenda.seconds() / scenario.swarm().seconds());
            }
        }
    }

    private void drain(double untilSeconds) {
        for (var seconds = agenda.seconds(); seconds < untilSeconds; seconds += 1) {
            if (plane.isDrained() && swarm.isWhole()) {
                return;
            }
            pass(seconds, part -> {});
        }
    }
}
