package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;
import java.util.List;

/**
 * The steps of one miner in one epoch, so that a validator can take them again. A document.
 *
 * @param steps in order; the upload contains exactly these
 */
public record EpochScript(List<Step> steps) {
    public EpochScript {
        steps = List.copyOf(steps);
        for (int i = 0, last = 0; i < steps.size(); i++) {
            if (steps.get(i).number() <= last) {
                throw new MalformedException("step %d follows step %d; they must ascend"
                        .formatted(steps.get(i).number(), last));
            }
            last = steps.get(i).number();
        }
    }

    /**
     * An optimiser step.
     *
     * @param number counted from 1 within the epoch
     * @param gradientNorm of the mean gradient before clipping, as the miner reported it
     * @param clip factor that it says it multiplied the gradient by
     * @param hops in the order of accumulation
     */
    public record Step(int number, double gradientNorm, double clip, List<HopEvidence> hops) {
        public Step {
            hops = List.copyOf(hops);
            if (number < 1 || hops.isEmpty()) {
                throw new MalformedException(
                        "step %d of %d hops; wanted a step from 1 on with a hop".formatted(number, hops.size()));
            }
        }
    }
}
