package dev.iota.local.simulator;

import static java.util.Objects.requireNonNull;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.local.simulator.clock.Windows;
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
    private final Windows windows;
    private final Region region;
    private final long oneWay;
    private @Nullable ControlPlane plane;
    private @Nullable SimulatedSwarm swarm;

    /** @param oneWay half a round trip, in microseconds */
    Network(Windows windows, Region region, long oneWay) {
        this.windows = windows;
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
        windows.toFirst(windows.second().micros() + oneWay, () -> plane().newMiner());
    }

    @Override
    public void send(PlaneEvent event, long at) {
        windows.toFirst(at, () -> plane().send(event, at));
    }

    @Override
    public void renew(Renewal request, Consumer<Renewed> answer) {
        ask(windows.second().micros(), () -> plane().renew(request, answers(answer)));
    }

    @Override
    public void register(int miner, Optional<SnapshotPoint> snapshot, Consumer<Registered> answer) {
        ask(region.available(windows.second().micros()), () -> plane().register(miner, snapshot, answers(answer)));
    }

    private void ask(long from, Runnable call) {
        var at = from + oneWay;
        windows.toFirst(at, () -> windows.first().at(at, call));
    }

    private <T> Consumer<T> answers(Consumer<T> answer) {
        return said -> {
            var at = windows.first().micros() + oneWay;
            windows.toSecond(at, () -> windows.second().at(at, () -> answer.accept(said)));
        };
    }

    @Override
    public void send(int miner, long registration, Assignment work, long at) {
        var there = region.available(at) + oneWay;
        windows.toSecond(there, () -> swarm().send(miner, registration, work, there));
    }

    @Override
    public void tell(int miner, long registration, Notice notice, long at) {
        var there = region.available(at) + oneWay;
        windows.toSecond(there, () -> swarm().tell(miner, registration, notice, there));
    }
}
