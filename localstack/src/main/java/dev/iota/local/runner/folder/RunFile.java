package dev.iota.local.runner.folder;

import dev.iota.core.run.RunSpec;

/**
 * What the runner has to know again when it resumes a run.
 *
 * @param spec of the run
 * @param minersPerStage processes of each stage
 * @param validators processes that compute samples of the work again
 * @param seconds trained so far, over all resumptions
 */
public record RunFile(RunSpec spec, int minersPerStage, int validators, double seconds) {
    /** The same, trained some seconds more. */
    public RunFile after(double more) {
        return new RunFile(spec, minersPerStage, validators, seconds + more);
    }

    /** The same, cut into so many epochs. */
    public RunFile withEpochs(int count) {
        return withSpec(spec.withEpochs(spec.epochs().withCount(count)));
    }

    /** The same run as its record says now. */
    public RunFile withSpec(RunSpec other) {
        return new RunFile(other, minersPerStage, validators, seconds);
    }

    /** Microbatches of one step of the whole swarm. */
    public int microbatchesPerStep() {
        return spec.training().microbatchesPerStep() * minersPerStage;
    }

    /** Miner processes of all stages. */
    public int miners() {
        return spec.model().stages() * minersPerStage;
    }
}
