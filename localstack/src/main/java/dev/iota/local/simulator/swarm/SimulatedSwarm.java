package dev.iota.local.simulator.swarm;

import static java.util.Objects.requireNonNull;

import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.ControlPlane;
import dev.iota.local.simulator.plane.MinerInboxes;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** All miners of a run: they join, train, crash, leave, and are replaced. */
public final class SimulatedSwarm implements MinerInboxes {
    private static final double MILLI = 1000;

    private final Agenda agenda;
    private final SwarmScenario scenario;
    private final SplittableRandom random;
    private final SwarmFaults faults;
    private final List<MinerSession> sessions = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // the plane needs the inboxes
    private TrainingMiner.Surroundings around;

    public SimulatedSwarm(Agenda agenda, SwarmScenario scenario, SplittableRandom random, Region region) {
        this.agenda = agenda;
        this.scenario = scenario;
        this.random = random;
        this.faults = new SwarmFaults(scenario.faults(), region);
    }

    /** All miners begin to join. */
    public void join(ControlPlane plane) {
        around = new TrainingMiner.Surroundings(scenario, agenda, plane, faults);
        var swarm = scenario.swarm();
        for (var i = 0; i < swarm.miners(); i++) {
            arrive(swarm.joinSeconds() * i / swarm.miners());
        }
        flood(plane);
    }

    private void arrive(double afterSeconds) {
        var index = around.plane().newMiner();
        var session = new MinerSession(index, around, random.split(), this::replace);
        sessions.add(session);
        agenda.afterSeconds(afterSeconds, session::register);
    }

    /** A miner left for good. */
    private void replace() {
        arrive(scenario.faults().miners().awaySeconds());
    }

    private void flood(ControlPlane plane) {
        var flood = scenario.faults().flood();
        var count = (int) Math.round(flood.share() * scenario.swarm().miners());
        var until = scenario.swarm().joinSeconds() + flood.seconds();
        IntStream.range(0, flood.seconds() > 0 ? count : 0)
                .forEach(i ->
                        agenda.afterSeconds(scenario.swarm().joinSeconds() + random.nextDouble(), () -> sessions.get(i)
                                .flood(plane, flood.eventsPerSecond(), until)));
    }

    @Override
    public void send(int miner, long registration, Assignment work, long at) {
        if (faults.losesWork(random)) {
            return;
        }
        var half = (long) (scenario.line().roundTripMillis() * MILLI / 2);
        agenda.at(
                faults.region().available(at) + half,
                () -> requireNonNull(sessions.get(miner)).miner().receive(registration, work));
    }

    @Override
    public void tell(int miner, long registration, Notice notice, long at) {
        var half = (long) (scenario.line().roundTripMillis() * MILLI / 2);
        agenda.at(
                faults.region().available(at) + half,
                () -> requireNonNull(sessions.get(miner)).miner().hear(registration, notice));
    }

    /** From now on nothing goes wrong, and nobody leaves. */
    public void calm() {
        faults.end();
    }

    /** Whether every miner has what it had when it was let in: none is away. */
    public boolean isWhole() {
        return sessions.stream()
                .allMatch(session -> session.isGone() || session.miner().isIn());
    }

    /** Whether the weights of a miner contain a microbatch. */
    public boolean contains(int miner, long microbatch) {
        return sessions.get(miner).miner().step().contains(microbatch);
    }

    /** Whether a miner left for good. */
    public boolean isGone(int miner) {
        return sessions.get(miner).isGone();
    }

    /** What devices did since this was asked before, by stage. */
    public List<DeviceTimes> settle() {
        var byStage = IntStream.range(0, scenario.swarm().stages())
                .mapToObj(stage -> new DeviceTimes())
                .toList();
        sessions.stream().filter(session -> !session.isGone()).forEach(session -> session.miner()
                .settle(byStage.get(session.miner().stage())));
        return byStage;
    }
}
