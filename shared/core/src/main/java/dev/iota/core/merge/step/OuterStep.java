package dev.iota.core.merge.step;

import dev.iota.core.merge.upload.Payload;

/**
 * How the aggregate of the uploads becomes the next published state. A state is one or more sections of the stage's
 * elements, weights first, each laid out in blocks. Arithmetic is float64, one element at a time, rounded to float32
 * where it is stored; what would overflow float32 becomes the largest finite value.
 */
public sealed interface OuterStep permits SyncStep, DilocoStep, AverageStep {

    /** Sections of the published state. */
    int sections();

    /** What the uploads are. */
    boolean accepts(Payload payload);

    /** Whether a single upload of weights is published as it is: computing θ_e − (θ_e − θ_m) would round. */
    boolean publishesSingleWeights();

    /**
     * Steps one block.
     *
     * @param published [sections][≥ length], the state at the epoch's start
     * @param aggregate [sections of the payload][≥ length]
     * @param first index of the block's first element in the stage
     * @param next [sections][≥ length], written
     */
    void apply(float[][] published, float[][] aggregate, long first, int length, float[][] next);
}
