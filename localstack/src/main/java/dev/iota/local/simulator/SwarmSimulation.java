package dev.iota.local.simulator;

import dev.iota.local.simulator.clock.SideBySide;
import dev.iota.local.simulator.plane.ControlPlane;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.Region;
import dev.iota.local.simulator.swarm.SimulatedSwarm;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.DoubleConsumer;

/** One run of a scenario with one seed. The same seed gives the same course. */
public final class SwarmSimulation {
    private static final double SECOND = 1e6;

    /** Windows between two looks at how far it is. */
    private static final int LOOK = 64;

    /** What a swarm has to warm up in, after all have joined: the first microbatches reach the tail and come back. */
    private static final double WARM_UP = 60;

    /** Virtual time in which everything that is on its way has to come to its end. */
    private static final double DRAIN = 4 * 3600;

    private final SwarmScenario scenario;
    private final long seed;
    private final SideBySide sides;
    private final SimulatedSwarm swarm;
    private final ControlPlane plane;

    /** On the caller's thread alone. */
    public SwarmSimulation(SwarmScenario scenario, long seed) {
        this(scenario, seed, Runnable::run);
    }

    /** @param beside where miners go on while the orchestrator does on the caller's thread */
    public SwarmSimulation(SwarmScenario scenario, long seed, Executor beside) {
        this.scenario = scenario;
        this.seed = seed;
        var random = new SplittableRandom(seed);
        var outage = scenario.faults().outage();
        var from = (long) (outage.fromSeconds() * SECOND);
        var region = outage.seconds() > 0 ? new Region(from, from + (long) (outage.seconds() * SECOND)) : Region.SOUND;
        var oneWay = scenario.line().oneWay();
        this.sides = new SideBySide(oneWay, beside);
        var network = new Network(sides, region, oneWay);
        this.swarm = new SimulatedSwarm(sides.second(), scenario, random.split(), region, network);
        this.plane = new ControlPlane(sides.first(), scenario, random.split(), region, network);
        network.connect(plane, swarm);
        if (scenario.swarm().positions() > 0) {
            plane.keepReceipts();
        }
    }

    /** @param progress hears from time to time which part is done, from 0 to 1 */
    public SimulationReport run(DoubleConsumer progress) {
        var times = scenario.swarm();
        swarm.join();
        var warm = Math.min(times.joinSeconds() + WARM_UP, times.seconds() / 2);
        pass(warm, progress);
        swarm.settle();
        var atWarm = new SimulationReport.Counted(plane.counts(), plane.use(), swarm.use());
        pass(times.seconds(), progress);
        var devices = swarm.settle();
        var atEnd = new SimulationReport.Counted(plane.counts(), plane.use(), swarm.use());
        plane.close();
        swarm.calm();
        plane.calm();
        drain(times.seconds() + DRAIN);
        progress.accept(1);
        var broken = new SimulationInvariants(plane, swarm, scenario).broken();
        return new SimulationReports(scenario, plane, sides)
                .of(seed, devices, times.seconds() - warm, atWarm, atEnd, broken);
    }

    private void pass(double seconds, DoubleConsumer progress) {
        var until = (long) (seconds * SECOND);
        for (var played = 1L; sides.next(until); played++) {
            if (played % LOOK == 0) {
                progress.accept(sides.seconds() / scenario.swarm().seconds());
            }
        }
    }

    private void drain(double untilSeconds) {
        for (var seconds = sides.seconds(); seconds < untilSeconds; seconds += 1) {
            if (plane.isDrained() && swarm.isWhole()) {
                return;
            }
            pass(seconds, part -> {});
        }
    }
}
