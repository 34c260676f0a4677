package dev.iota.research.zoo;

import dev.iota.model.audit.HopResults;
import java.util.List;

/**
 * What a miner stored and reported of an epoch.
 *
 * @param weights that it uploads, float32, one tensor after the other
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record EpochLeft(List<Step> steps, byte[] weights) {
    /** Of one step. */
    record Step(double gradientNorm, double clip, List<HopResults> hops) {}
}
