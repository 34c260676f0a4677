package dev.iota.local.simulator;

import static java.util.Objects.requireNonNull;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.local.simulator.clock.SideBySide;
import dev.iota.local.simulator.plane.ControlPlane;
import dev.iota.local.simulator.plane.MinerCalls;
import dev.iota.local.simulator.plane.MinerInboxes;
import dev.iota.local.simulator.plane.PlaneEvent;
import dev.iota.local.simulator.service.Region;
import dev.iota.local.simulator.swarm.SimulatedSwarm;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Between the miners, which are the second side of the simulation, and the orchestrator, which is the first: whatever
 * one says takes half a round trip to the other.
 */
final class Network implements MinerCalls, MinerInboxes {
    private final SideBySide sides;
    private final Region region;
    private final long oneWay;
    private @Nullable ControlPlane plane;
    private @Nullable SimulatedSwarm swarm;

    /** @param oneWay half a round trip, in microseconds */
    Network(SideBySide sides, Region region, long oneWay) {
        this.sides = sides;
        this.region = region;
        this.oneWay = oneWay;
    }

    void connect(ControlPlane orchestrator, SimulatedSwarm miners) {
        plane = orchestrator;
        swarm = miners;
    }

    private ControlPlane plane() {
        return requireNonNull(plane);
    }

    private SimulatedSwarm swarm() {
        return requireNonNull(swarm);
    }

    @Override
    public void newMiner() {
        sides.toFirst(sides.second().micros() + oneWay, () -> plane().newMiner());
    }

    @Override
    public void send(PlaneEvent event, long at) {
        sides.toFirst(at, () -> plane().send(event, at));
    }

    @Override
    public void renew(Renewal request, Consumer<Renewed> answer) {
        ask(sides.second().micros(), () -> plane().renew(request, answers(answer)));
    }

    @Override
    public void register(int miner, Optional<SnapshotPoint> snapshot, Consumer<Registered> answer) {
        ask(region.available(sides.second().micros()), () -> plane().register(miner, snapshot, answers(answer)));
    }

    private void ask(long from, Runnable call) {
        var at = from + oneWay;
        sides.toFirst(at, () -> sides.first().at(at, call));
    }

    private <T> Consumer<T> answers(Consumer<T> answer) {
        return said -> {
            var at = sides.first().micros() + oneWay;
            sides.toSecond(at, () -> sides.second().at(at, () -> answer.accept(said)));
        };
    }

    @Override
    public void send(int miner, long registration, Assignment work, long at) {
        var there = region.available(at) + oneWay;
        sides.toSecond(there, () -> swarm().send(miner, registration, work, there));
    }

    @Override
    public void tell(int miner, long registration, Notice notice, long at) {
        var there = region.available(at) + oneWay;
        sides.toSecond(there, () -> swarm().tell(miner, registration, notice, there));
    }
}
