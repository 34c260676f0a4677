package dev.iota.local.simulator;

import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.local.simulator.plane.ControlPlane;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.swarm.SimulatedSwarm;
import java.util.ArrayList;
import java.util.List;

/** What must hold when everything has come to its end, whatever went wrong before. */
record SimulationInvariants(ControlPlane plane, SimulatedSwarm swarm, SwarmScenario scenario) {
    /** Sentences about what does not hold. */
    List<String> broken() {
        var broken = new ArrayList<String>();
        if (!plane.isDrained()) {
            broken.add("%d microbatches never came to their end, and %s".formatted(plane.open(), plane.standing()));
        }
        var counted = plane.countedPositions();
        var missing = plane.drawn() - counted.size();
        if (plane.isDrained() && missing != plane.counts().lost()) {
            broken.add("%d positions of %d were not counted, and %d are lost"
                    .formatted(missing, plane.drawn(), plane.counts().lost()));
        }
        var doubled = counted.values().stream().filter(times -> times > 1).count();
        if (doubled > 0) {
            broken.add("%d positions were counted twice".formatted(doubled));
        }
        if (plane.counts().lost() > 0) {
            broken.add("%d positions are lost, each of which a live miner could do"
                    .formatted(plane.counts().lost()));
        }
        if (plane.miscounted() > 0) {
            broken.add(
                    "the slots in use of %d miners are not those of open microbatches".formatted(plane.miscounted()));
        }
        if (plane.counts().recounted() > 0) {
            broken.add("the sweep corrected the slots in use of %d miners"
                    .formatted(plane.counts().recounted()));
        }
        plane.receipts().values().forEach(receipt -> check(receipt, broken));
        return broken;
    }

    /** Whether the weights of its miners contain what a microbatch was counted for. */
    private void check(Microbatch receipt, List<String> broken) {
        if (receipt.state() != State.COMPLETE || plane.isRedone(receipt.id())) {
            return;
        }
        if (receipt.hops().size() != scenario.swarm().stages()) {
            broken.add("microbatch %d is complete with %d hops"
                    .formatted(receipt.id(), receipt.hops().size()));
        }
        for (var stage = 0; stage < receipt.hops().size(); stage++) {
            var miner = plane.indexOf(receipt.hops().get(stage).hotkey());
            // What those had who are gone is looked for when their epoch is published.
            var unknown = swarm.isGone(miner) && receipt.epoch() >= plane.epoch();
            if (!unknown && !swarm.contains(miner, receipt.id())) {
                broken.add("microbatch %d counts, but miner %d of stage %d has lost its gradient"
                        .formatted(receipt.id(), miner, stage));
            }
        }
    }
}
