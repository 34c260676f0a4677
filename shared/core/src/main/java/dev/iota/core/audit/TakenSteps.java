package dev.iota.core.audit;

import dev.iota.core.epoch.StoredObject;
import dev.iota.core.wire.EpochScript;
import dev.iota.core.wire.HopEvidence;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The steps of a miner in an epoch, with everything that was kept of their hops: what an {@link EpochScript} is made
 * from. A document.
 *
 * @param peak of the schedule of the learning rate in this epoch
 * @param steps in order; the upload contains exactly these
 */
public record TakenSteps(double peak, List<Step> steps) {
    public TakenSteps {
        steps = List.copyOf(steps);
    }

    /**
     * One of them.
     *
     * @param number counted from 1 within the epoch
     * @param gradientNorm as the miner reported it
     * @param clip factor, as it says
     * @param hops in the order of accumulation
     */
    public record Step(int number, double gradientNorm, double clip, List<Evidence.OfHop> hops) {
        public Step {
            hops = List.copyOf(hops);
        }
    }

    public Stream<Evidence.OfHop> hops() {
        return steps.stream().flatMap(step -> step.hops().stream());
    }

    /** Every object of a hop by a name of its own. */
    public Map<String, StoredObject> objects() {
        var objects = new TreeMap<String, StoredObject>();
        hops().forEach(hop -> hop.objects().forEach((what, object) -> objects.put(name(hop, what), object)));
        return objects;
    }

    /** What an object of a hop is called among those of the epoch. */
    public static String name(Evidence.OfHop hop, String what) {
        return "hop-%d-%s".formatted(hop.hop().microbatch(), what);
    }

    /** What a validator is given of it. */
    public EpochScript readable(Function<Evidence.OfHop, HopEvidence> hop) {
        return new EpochScript(
                peak,
                steps.stream()
                        .map(step -> new EpochScript.Step(
                                step.number(),
                                step.gradientNorm(),
                                step.clip(),
                                step.hops().stream().map(hop).toList()))
                        .toList());
    }
}
