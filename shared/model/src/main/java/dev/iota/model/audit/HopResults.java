package dev.iota.model.audit;

import dev.iota.core.wire.GradientProbe;
import dev.iota.model.engine.BackwardResult;
import dev.iota.model.engine.TailResult;
import java.util.Optional;

/**
 * What came of a hop, stored or reported by a miner or computed again.
 *
 * @param output payload; of all but the tail. None is found where the forward was another miner's
 * @param inputGradient payload; of all but the head
 * @param probe of the weights' gradient
 * @param loss at the tail
 */
public record HopResults(
        Optional<byte[]> output, Optional<byte[]> inputGradient, GradientProbe probe, Optional<Float> loss) {

    /** Of the tail. */
    public static HopResults of(TailResult tail) {
        var backward = tail.backward();
        return new HopResults(
                Optional.empty(),
                backward.inputGradient(),
                HopReplay.probe(backward.audit()),
                Optional.of(tail.loss()));
    }

    /** Of another stage. */
    public static HopResults of(byte[] output, BackwardResult backward) {
        return new HopResults(
                Optional.of(output), backward.inputGradient(), HopReplay.probe(backward.audit()), Optional.empty());
    }
}
