package dev.iota.research.zoo;

import java.util.ArrayList;
import java.util.List;

/**
 * An epoch of one miner that somebody is to work through: the hops of each step.
 *
 * @param stage whose
 */
record EpochCase(int stage, List<List<HopCase>> steps) {
    /** The third: {@link ZooModel} trains two. */
    static final int EPOCH = 2;

    private static final int STEPS = 4;

    /** All hops of a model as epochs of their stages; what is left over is left out. */
    static List<EpochCase> of(ZooModel model) {
        var perStep = model.preset().training().microbatchesPerStep();
        var epochs = new ArrayList<EpochCase>();
        for (var stage = 0; stage < model.published().size(); stage++) {
            var number = stage;
            var hops =
                    model.hops().stream().filter(hop -> hop.stage() == number).toList();
            // A zoo of few microbatches has short epochs, so that there is another one to copy from.
            var size = Math.min(STEPS * perStep, hops.size() / 2);
            for (var from = 0; size > 0 && from + size <= hops.size(); from += size) {
                epochs.add(new EpochCase(stage, steps(hops.subList(from, from + size), perStep)));
            }
        }
        return epochs;
    }

    private static List<List<HopCase>> steps(List<HopCase> hops, int perStep) {
        var steps = new ArrayList<List<HopCase>>();
        for (var from = 0; from < hops.size(); from += perStep) {
            steps.add(hops.subList(from, Math.min(hops.size(), from + perStep)));
        }
        return steps;
    }
}
