package dev.iota.core.magnitude;

import dev.iota.core.clasp.Seat;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.magnitude.StageLevel.Spread;
import dev.iota.core.statistics.Medians;
import dev.iota.core.statistics.StudentT;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares the miners of a stage in one trait: each one's median with the median of the others' medians. Honest miners
 * differ as well, since each has weights of its own until they are merged. By how much is learnt from the miners
 * themselves, robustly, and kept from epoch to epoch.
 */
final class StageFindings {
    /** Of two that differ nobody can say which is off. */
    static final int FEWEST_MINERS = 3;

    /** With fewer hops a miner is not judged. */
    static final int FEWEST_HOPS = 10;

    /** With fewer nobody is judged: the spread is hardly known. Of five miners two epochs have as many. */
    static final double FEWEST_DEGREES = 3;

    /** Of sizes as of means: what other kinds of machines and sums in another order may do, and more. */
    static final double FLOOR = 0.001;

    /** Median distance from the median to standard deviation, of normal values. */
    private static final double NORMAL = 1.4826;
    /** Error of a median over that of a mean. */
    private static final double OF_MEDIAN = Math.sqrt(Math.PI / 2);
    /** By which the median distance of few values is too small (Croux and Rousseeuw, 1992), of 3 to 9. */
    private static final double[] OF_FEW = {1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107};
    /** Degrees of freedom of the square of a median distance, for each value but one. */
    private static final double DEGREES = 0.4;
    /** With so many the distribution is normal. */
    private static final double MOST_DEGREES = 1e6;

    private final int stage;
    private final Trait trait;
    private final List<Finding> findings = new ArrayList<>();
    private Spread spread;

    /**
     * How far a miner is off the others of its stage.
     *
     * @param error that an honest one's would have
     * @param chance of an honest one to be so far off, to either side
     */
    record Finding(Seat seat, Trait trait, int hops, double effect, double error, double chance) {}

    private record Center(Hotkey miner, int hops, double median, double error) {}

    /** @param before the spread in the epochs before */
    StageFindings(int stage, Trait trait, Trend trend, Spread before) {
        this.stage = stage;
        this.trait = trait;
        this.spread = before;
        var centers = new ArrayList<Center>();
        trend.deviations().forEach((miner, values) -> {
            if (values.size() >= FEWEST_HOPS) {
                centers.add(center(miner, values));
            }
        });
        if (centers.size() >= FEWEST_MINERS) {
            compare(centers);
        }
    }

    private static Center center(Hotkey miner, List<Double> deviations) {
        var values = deviations.stream().mapToDouble(Double::doubleValue).toArray();
        return new Center(
                miner, values.length, Medians.of(values), OF_MEDIAN * deviation(values) / Math.sqrt(values.length));
    }

    /** The standard deviation as the median distance from the median tells it. */
    private static double deviation(double[] values) {
        var median = Medians.of(values);
        var distances = new double[values.length];
        for (var i = 0; i < values.length; i++) {
            distances[i] = Math.abs(values[i] - median);
        }
        return NORMAL * Medians.of(distances);
    }

    private void compare(List<Center> centers) {
        var medians = centers.stream().mapToDouble(Center::median).toArray();
        var count = medians.length;
        var few = count - FEWEST_MINERS < OF_FEW.length ? OF_FEW[count - FEWEST_MINERS] : count / (count - 0.8);
        var deviation = few * deviation(medians);
        spread = spread.plus(deviation * deviation, DEGREES * (count - 1));
        if (spread.degrees() < FEWEST_DEGREES) {
            return;
        }
        var errors = centers.stream()
                .mapToDouble(center -> center.error() * center.error())
                .average()
                .orElseThrow();
        // Of the median of the others, as a part of the variance of one.
        var ofOthers = OF_MEDIAN * OF_MEDIAN / (count - 1);
        for (var place = 0; place < count; place++) {
            var own = place;
            var others = IntStream.range(0, count)
                    .filter(i -> i != own)
                    .mapToDouble(i -> medians[i])
                    .toArray();
            var center = centers.get(place);
            var between = spread.variance() * (1 + ofOthers);
            var within = center.error() * center.error() + errors * ofOthers;
            findings.add(finding(center, medians[place] - Medians.of(others), between, within));
        }
    }

    /**
     * The spread between miners contains the errors of their medians already. Both are counted: of few miners it may
     * seem much smaller than it is.
     */
    private Finding finding(Center center, double effect, double between, double within) {
        var variance = between + within + FLOOR * FLOOR;
        // Welch and Satterthwaite: of a sum of variances that are known so well each.
        var degrees = variance
                * variance
                / (between * between / spread.degrees() + within * within / (DEGREES * (center.hops() - 1)));
        var error = Math.sqrt(variance);
        var chance = Math.min(1, 2 * StudentT.above(Math.abs(effect) / error, Math.min(degrees, MOST_DEGREES)));
        return new Finding(new Seat(stage, center.miner()), trait, center.hops(), effect, error, chance);
    }

    List<Finding> findings() {
        return findings;
    }

    /** With what this epoch adds to it. */
    Spread spread() {
        return spread;
    }
}
