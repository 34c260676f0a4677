package dev.iota.core.clasp;

import java.util.List;

/**
 * How much losses differ from a fit, and where: Σ w e² x x', from which the errors of the fit follow whatever the
 * variance of each loss is (White 1980). A residual needs a fit: each is taken against the fit of the time when its
 * pathway came, which includes it (Luo and Song 2020). Sums can be added in any order. Unchangeable.
 */
public final class ResidualScatter {
    /** Of no pathway. */
    public static final ResidualScatter NONE = of(List.of(), LeastSquaresFit.of(NormalEquations.NONE));

    private final SeatColumns columns;
    private final double[] sum;

    private ResidualScatter(SeatColumns columns, double[] sum) {
        this.columns = columns;
        this.sum = sum;
    }

    /** Takes the array as it is. */
    static ResidualScatter of(SeatColumns columns, double[] sum) {
        return new ResidualScatter(columns, sum);
    }

    /** @param fit with the same columns as the rows */
    static ResidualScatter of(Iterable<EpochRows> rows, LeastSquaresFit fit) {
        var columns = fit.columns();
        var sum = new double[columns.size() * columns.size()];
        for (var some : rows) {
            some.addScatterTo(sum, fit);
        }
        return new ResidualScatter(columns, sum);
    }

    /** The scatter of both. */
    public ResidualScatter plus(ResidualScatter other) {
        var all = columns.with(other.columns);
        var sum = new ResidualScatter(all, new double[all.size() * all.size()]);
        Squares.add(this.sum, columns.in(all), sum.sum, all.size());
        Squares.add(other.sum, other.columns.in(all), sum.sum, all.size());
        return sum;
    }

    /** In the order of these columns, which are all of its own, in whatever order. */
    double[] in(SeatColumns others) {
        var ordered = new double[others.size() * others.size()];
        Squares.add(sum, columns.in(others), ordered, others.size());
        return ordered;
    }
}
