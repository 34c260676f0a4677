package dev.iota.miner.agent.context;

import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.miner.agent.metrics.Meters;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/**
 * What the parts of a miner at its stage have in common.
 *
 * @param spec of the run
 * @param stage that the miner holds
 * @param threads virtual ones, for what waits; an error that a thread does not catch ends the miner
 */
public record MinerContext(
        RunSpec spec,
        int stage,
        InstantSource clock,
        RandomGenerator random,
        ThreadFactory threads,
        Meters meters,
        Logger log) {

    public ModelSpec model() {
        return spec.model();
    }

    public TrainingSpec training() {
        return spec.training();
    }

    public LeaseSpec leases() {
        return spec.leases();
    }
}
