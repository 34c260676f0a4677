package dev.iota.core.clasp;

/**
 * Least squares, solved by sweeping (Goodnight 1979), which also says what the pathways cannot tell. The columns of a
 * stage always add up to one, so one of each stage is left out; miners that were never seen apart, and all that cannot
 * be told from the level of an epoch, are left out likewise. Two columns can be compared if the difference of their
 * coefficients is the same whichever are left out.
 *
 * <p>An own sweep is thirty lines; the linear algebra libraries on Maven Central have no generalised inverse that
 * names what it left out, which is what is needed here.
 */
final class LeastSquaresFit {
    /** A column of which less is left, when the others have explained it, is one that they explain. */
    static final double LEAST_LEFT = 1e-8;

    private static final double SAME = 1e-6;

    private final SeatColumns columns;
    private final int size;
    /** Swept: the inverse where row and column are kept, and what makes up the columns left out. */
    private final double[] swept;

    private final boolean[] kept;
    private final double[] coefficients;

    private LeastSquaresFit(NormalEquations equations) {
        columns = equations.columns();
        size = columns.size();
        swept = equations.cross().clone();
        kept = new boolean[size];
        for (var pivot = pivot(equations); pivot >= 0; pivot = pivot(equations)) {
            sweep(pivot);
        }
        coefficients = inverseTimes(equations.response());
    }

    static LeastSquaresFit of(NormalEquations equations) {
        return new LeastSquaresFit(equations);
    }

    /** The column of which most is left; −1 if of none is. */
    private int pivot(NormalEquations equations) {
        var best = -1;
        var most = LEAST_LEFT;
        for (var column = 0; column < size; column++) {
            var left = swept[column * size + column] / equations.squares()[column];
            // That of a column of zeros is not a number, and not above.
            if (!kept[column] && left > most) {
                best = column;
                most = left;
            }
        }
        return best;
    }

    private void sweep(int pivot) {
        Squares.sweep(swept, pivot, size);
        kept[pivot] = true;
    }

    SeatColumns columns() {
        return columns;
    }

    double coefficient(int column) {
        return coefficients[column];
    }

    /** An element of the generalised inverse G. */
    double inverse(int row, int column) {
        return kept[row] && kept[column] ? swept[row * size + column] : 0;
    }

    double[] inverseTimes(double[] vector) {
        var product = new double[size];
        for (var i = 0; i < size; i++) {
            for (var j = 0; j < size; j++) {
                product[i] += inverse(i, j) * vector[j];
            }
        }
        return product;
    }

    /** Whether the difference of two coefficients is known: (e_a − e_b)'(GA − 1) = 0. */
    boolean canCompare(int one, int other) {
        for (var column = 0; column < size; column++) {
            if (!kept[column] && Math.abs(ambiguity(one, column) - ambiguity(other, column)) > SAME) {
                return false;
            }
        }
        return true;
    }

    /** (GA − 1) at a row and a column that was left out. */
    private double ambiguity(int row, int leftOut) {
        if (kept[row]) {
            return swept[row * size + leftOut];
        }
        return row == leftOut ? -1 : 0;
    }

    /** The covariance of the coefficients, G S G, whatever the variance of each loss is. */
    double[] covariance(ResidualScatter scatter) {
        var inverse = new double[size * size];
        for (var i = 0; i < size; i++) {
            for (var j = 0; j < size; j++) {
                inverse[i * size + j] = inverse(i, j);
            }
        }
        return Squares.times(Squares.times(inverse, scatter.in(columns), size), inverse, size);
    }
}
