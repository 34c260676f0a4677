package dev.iota.local.simulator.swarm;

import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.plane.MinerCalls;
import dev.iota.local.simulator.plane.MinerInboxes.Assignment;
import dev.iota.local.simulator.plane.MinerInboxes.Notice;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.Region;
import dev.iota.local.simulator.service.ServiceUse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** All miners of a run: they join, train, crash, leave, and are replaced. */
public final class SimulatedSwarm {
    private final Agenda agenda;
    private final SwarmScenario scenario;
    private final SplittableRandom random;
    private final SwarmFaults faults;
    private final List<MinerSession> sessions = new ArrayList<>();
    private final TrainingMiner.Surroundings around;

    public SimulatedSwarm(
            Agenda agenda, SwarmScenario scenario, SplittableRandom random, Region region, MinerCalls calls) {
        this.agenda = agenda;
        this.scenario = scenario;
        this.random = random;
        this.faults = new SwarmFaults(scenario.faults(), region);
        this.around = new TrainingMiner.Surroundings(scenario, agenda, calls, new ServiceUse(), faults);
    }

    /** All miners begin to join. */
    public void join() {
        var swarm = scenario.swarm();
        for (var i = 0; i < swarm.miners(); i++) {
            arrive(swarm.joinSeconds() * i / swarm.miners());
        }
        flood();
    }

    private void arrive(double afterSeconds) {
        around.calls().newMiner();
        var session = new MinerSession(sessions.size(), around, random.split(), this::replace);
        sessions.add(session);
        agenda.afterSeconds(afterSeconds, session::register);
    }

    /** A miner left for good. */
    private void replace() {
        arrive(scenario.faults().miners().awaySeconds());
    }

    private void flood() {
        var flood = scenario.faults().flood();
        var count = (int) Math.round(flood.share() * scenario.swarm().miners());
        var until = scenario.swarm().joinSeconds() + flood.seconds();
        IntStream.range(0, flood.seconds() > 0 ? count : 0)
                .forEach(i ->
                        agenda.afterSeconds(scenario.swarm().joinSeconds() + random.nextDouble(), () -> sessions.get(i)
                                .flood(flood.eventsPerSecond(), until)));
    }

    /**
     * Work for a miner.
     *
     * @param registration whose inbox it is in
     * @param at when it reaches the miner, in microseconds
     */
    public void send(int miner, long registration, Assignment work, long at) {
        if (!faults.losesWork(random)) {
            reach(miner, registration, at, trains -> trains.receive(registration, work));
        }
    }

    /** What the end of an epoch asks of a miner; the same. */
    public void tell(int miner, long registration, Notice notice, long at) {
        reach(miner, registration, at, trains -> trains.hear(registration, notice));
    }

    private void reach(int miner, long registration, long at, Consumer<TrainingMiner> message) {
        agenda.at(at, () -> {
            var session = sessions.get(miner);
            session.receive(registration, () -> message.accept(session.miner()));
        });
    }

    /** What miners used of the services. */
    public ServiceUse use() {
        return around.use();
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
