package dev.iota.model.audit;

import dev.iota.core.wire.GradientProbe;
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
        Optional<byte[]> output, Optional<byte[]> inputGradient, GradientProbe probe, Optional<Float> loss) {}
