package dev.iota.core.clasp;

import java.util.List;

/**
 * What a fit has to know of pathways, however many they were: Σ x x', Σ x y and their numbers, of columns and losses
 * less the means of their epoch. Sums can be added in any order. Unchangeable.
 */
public final class NormalEquations {
    /** Of no pathway. */
    public static final NormalEquations NONE = of(List.of(), SeatColumns.NONE);

    private final SeatColumns columns;
    private final double[] cross;
    private final double[] response;
    private final double[] squares;
    private final long observations;

    private NormalEquations(
            SeatColumns columns, double[] cross, double[] response, double[] squares, long observations) {
        this.columns = columns;
        this.cross = cross;
        this.response = response;
        this.squares = squares;
        this.observations = observations;
    }

    /** Takes the arrays as they are. */
    static NormalEquations of(
            SeatColumns columns, double[] cross, double[] response, double[] squares, long observations) {
        return new NormalEquations(columns, cross, response, squares, observations);
    }

    static NormalEquations of(Iterable<EpochRows> rows, SeatColumns columns) {
        var size = columns.size();
        var cross = new double[size * size];
        var response = new double[size];
        var squares = new double[size];
        var observations = 0L;
        for (var some : rows) {
            some.addTo(cross, response, squares);
            observations += some.size();
        }
        return new NormalEquations(columns, cross, response, squares, observations);
    }

    /** The equations of both. */
    public NormalEquations plus(NormalEquations other) {
        var all = columns.with(other.columns);
        var sum = new NormalEquations(
                all,
                new double[all.size() * all.size()],
                new double[all.size()],
                new double[all.size()],
                observations + other.observations);
        sum.add(this);
        sum.add(other);
        return sum;
    }

    /** Only while it is made. */
    private void add(NormalEquations other) {
        var places = other.columns.in(columns);
        Squares.add(other.cross, places, cross, columns.size());
        for (var i = 0; i < places.length; i++) {
            response[places[i]] += other.response[i];
            squares[places[i]] += other.squares[i];
        }
    }

    /** Pathways that count. */
    public long observations() {
        return observations;
    }

    /** Pathways that count of a seat. */
    long observations(Seat seat) {
        // The column is 1 where the seat took part, and so is its square.
        return Math.round(squares[columns.of(seat)]);
    }

    SeatColumns columns() {
        return columns;
    }

    double[] cross() {
        return cross;
    }

    double[] response() {
        return response;
    }

    double[] squares() {
        return squares;
    }
}
