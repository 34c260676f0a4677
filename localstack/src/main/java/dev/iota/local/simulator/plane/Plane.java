package dev.iota.local.simulator.plane;

import dev.iota.core.microbatch.Transitions;
import dev.iota.core.routing.Eligibility;
import dev.iota.core.routing.Router;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.Region;
import dev.iota.local.simulator.service.ServiceUse;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** What all handlers of the simulated orchestrator share: the decisions of a run, its tables, time, and chance. */
final class Plane {
    /** As a run's specification has it by default. */
    private static final double RESCUE_BOUND = 0.5;

    private static final int REFUSALS = 5;

    private final Agenda agenda;
    private final SwarmScenario scenario;
    private final SplittableRandom random;
    private final ServiceUse use = new ServiceUse();
    private final PlaneState state;
    private final TableKeys keys;
    private final Transitions transitions;
    private final Eligibility eligibility = new Eligibility(OptionalInt.empty());
    private final LeaseSpec leases;
    private final Router router;
    private final PlaneCounts counts = new PlaneCounts();
    private final Region region;
    private final BitSet collecting = new BitSet();
    private int epoch;
    private Runnable ended = () -> {};

    Plane(Agenda agenda, SwarmScenario scenario, SplittableRandom random, Region region) {
        this.agenda = agenda;
        this.scenario = scenario;
        this.random = random;
        this.region = region;
        var swarm = scenario.swarm();
        this.state = new PlaneState(swarm, scenario.plane().indexShards());
        this.keys = new TableKeys(swarm.stages(), scenario.plane().indexShards(), scenario.tables(), use);
        this.transitions = new Transitions(swarm.stages(), RESCUE_BOUND, REFUSALS);
        var usual = LeaseSpec.DEFAULT;
        this.leases = new LeaseSpec(
                usual.shortest(),
                usual.longest(),
                usual.patience(),
                usual.margin(),
                Duration.ofSeconds(scenario.plane().heartbeatSeconds()),
                usual.missedHeartbeats(),
                usual.lapses(),
                usual.slowestRate());
        this.router = new Router(leases);
    }

    Agenda agenda() {
        return agenda;
    }

    SwarmScenario scenario() {
        return scenario;
    }

    SwarmScenario.Millis millis() {
        return scenario.plane().millis();
    }

    SplittableRandom random() {
        return random;
    }

    ServiceUse use() {
        return use;
    }

    PlaneState state() {
        return state;
    }

    TableKeys keys() {
        return keys;
    }

    Transitions transitions() {
        return transitions;
    }

    Eligibility eligibility() {
        return eligibility;
    }

    Router router() {
        return router;
    }

    LeaseSpec leases() {
        return leases;
    }

    LimitSpec limits() {
        return LimitSpec.DEFAULT;
    }

    PlaneCounts counts() {
        return counts;
    }

    Region region() {
        return region;
    }

    /** The epoch that the run is in. */
    int epoch() {
        return epoch;
    }

    /** @param ended hears of every microbatch that came to its end */
    void onEnd(Runnable ended) {
        this.ended = ended;
    }

    void ended() {
        ended.run();
    }

    /** Whether the uploads of a stage are collected, or its merge goes on. */
    boolean collects(int stage) {
        return collecting.get(stage);
    }

    void collect(int stage, boolean begun) {
        collecting.set(stage, begun);
    }

    void begin(int next) {
        epoch = next;
    }

    int stages() {
        return scenario.swarm().stages();
    }

    /** Does something at a time, a little late: timers come after whole seconds. */
    void afterTimer(Instant at, Runnable event) {
        var millis = Duration.between(agenda.now(), at).plusMillis(1).toMillis();
        agenda.afterSeconds((double) Math.ceilDiv(Math.max(millis, 0), 1000L), event);
    }
}
