package dev.iota.core.clasp;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.statistics.Medians;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Miners of one stage that can be compared with each other, each against the weighted median of the others: were it in
 * the median itself, an outlier would pull the median along, and the tails of the difference would be none of a normal
 * distribution.
 *
 * <p>Estimates weigh 1/σ, which makes the variance of the median of many independent normal ones smallest: (π/2)/Σ σ⁻².
 * Of few it is less (of four equal ones 0.30 σ² instead of 0.39). The variance of the difference is σ_m² more.
 */
final class StageComparison {
    /** Of two that differ nobody can say which is off. */
    static final int FEWEST = 3;

    private final List<Seat> seats;
    private final LeastSquaresFit fit;
    private final double[] covariance;
    private final double[] effects;
    private final double[] errors;

    private StageComparison(List<Seat> seats, LeastSquaresFit fit, double[] covariance) {
        this.seats = seats;
        this.fit = fit;
        this.covariance = covariance;
        effects = new double[seats.size()];
        errors = new double[seats.size()];
        if (canJudge()) {
            compare(
                    seats.stream()
                            .mapToDouble(seat -> fit.coefficient(fit.columns().of(seat)))
                            .toArray(),
                    deviations());
        }
    }

    private void compare(double[] coefficients, double[] deviations) {
        var weights = new double[deviations.length];
        var squares = 0.0;
        for (var i = 0; i < weights.length; i++) {
            weights[i] = 1 / deviations[i];
            squares += weights[i] * weights[i];
        }
        for (var i = 0; i < weights.length; i++) {
            var own = weights[i];
            weights[i] = 0;
            effects[i] = coefficients[i] - Medians.weighted(coefficients, weights);
            errors[i] = Math.sqrt(deviations[i] * deviations[i] + Math.PI / 2 / (squares - own * own));
            weights[i] = own;
        }
    }

    /** Groups miners of one stage so that those of a group were seen apart, and the pathways tell their difference. */
    static List<StageComparison> of(List<Seat> seats, LeastSquaresFit fit, double[] covariance) {
        var columns = fit.columns();
        var groups = new ArrayList<List<Seat>>();
        for (var seat : seats) {
            groups.stream()
                    .filter(group -> fit.canCompare(columns.of(group.getFirst()), columns.of(seat)))
                    .findFirst()
                    .ifPresentOrElse(group -> group.add(seat), () -> groups.add(new ArrayList<>(List.of(seat))));
        }
        return groups.stream()
                .map(group -> new StageComparison(group, fit, covariance))
                .toList();
    }

    /**
     * Each miner's own part σ of the errors of differences: D_ab = σ_a² + σ_b², of which row a adds up to
     * (K − 2) σ_a² + Σ σ², and all rows to 2(K − 1) Σ σ². Only differences are used, which do not depend on what the
     * fit left out.
     */
    private double[] deviations() {
        var count = seats.size();
        var rows = new double[count];
        var least = new double[count];
        var all = 0.0;
        for (var a = 0; a < count; a++) {
            least[a] = Double.POSITIVE_INFINITY;
            for (var b = 0; b < count; b++) {
                if (a != b) {
                    var difference = variance(a, b);
                    rows[a] += difference;
                    least[a] = Math.min(least[a], difference);
                }
            }
            all += rows[a];
        }
        var deviations = new double[count];
        for (var a = 0; a < count; a++) {
            var variance = (rows[a] - all / (2 * (count - 1))) / (count - 2);
            // Estimates that depend on each other may leave almost nothing to one: it gets half of its half at least.
            deviations[a] = Math.sqrt(Math.max(variance, least[a] / 4));
        }
        return deviations;
    }

    /** Of the difference of two. */
    private double variance(int place, int other) {
        var size = fit.columns().size();
        var a = column(place);
        var b = column(other);
        return Math.max(0, covariance[a * size + a] + covariance[b * size + b] - 2 * covariance[a * size + b]);
    }

    private int column(int place) {
        return fit.columns().of(seats.get(place));
    }

    /** Of those whom their owner trusts the one from which the others' differences are known best. */
    OptionalInt reference(Set<Hotkey> trusted) {
        return IntStream.range(0, seats.size())
                .filter(place -> trusted.contains(seats.get(place).miner()))
                .boxed()
                .min(Comparator.comparingDouble(this::variances))
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    private double variances(int place) {
        return IntStream.range(0, seats.size())
                .mapToDouble(other -> variance(place, other))
                .sum();
    }

    /** How far a miner is above another one. */
    double effect(int place, int other) {
        return fit.coefficient(column(place)) - fit.coefficient(column(other));
    }

    double error(int place, int other) {
        return Math.sqrt(variance(place, other));
    }

    List<Seat> seats() {
        return seats;
    }

    boolean canJudge() {
        return seats.size() >= FEWEST;
    }

    double effect(int place) {
        return effects[place];
    }

    double error(int place) {
        return errors[place];
    }
}
