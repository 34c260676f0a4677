package dev.iota.core.score;

/** Where weights go: a file today; a chain would be another one. */
public interface WeightSink {
    void set(ChainWeights weights);
}
