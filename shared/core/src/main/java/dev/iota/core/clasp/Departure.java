package dev.iota.core.clasp;

import java.util.ArrayList;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Takes the columns of miners that left out of the sums, as if the rest had been fitted beside them for ever: of every
 * column is kept what they do not explain of it (Frisch, Waugh and Lovell). What the pathways say of the others stays
 * the same. One that comes back has a new column.
 */
final class Departure {
    private final SeatColumns columns;
    private final int size;
    /** Swept of those that left, as far as they do not explain each other. */
    private final double[] swept;

    private final boolean[] pivots;
    /** Columns that stay. */
    private final int[] staying;

    private final SeatColumns rest;

    private Departure(NormalEquations equations, Set<Seat> gone) {
        columns = equations.columns();
        size = columns.size();
        swept = equations.cross().clone();
        pivots = new boolean[size];
        var stay = new ArrayList<Seat>();
        var leaving = new ArrayList<Integer>();
        for (var seat : columns.seats()) {
            if (gone.contains(seat)) {
                leaving.add(columns.of(seat));
            } else {
                stay.add(seat);
            }
        }
        rest = SeatColumns.of(stay, columns.stages());
        staying = IntStream.range(0, size)
                .filter(column -> !leaving.contains(column))
                .toArray();
        for (var pivot = pivot(leaving, equations); pivot >= 0; pivot = pivot(leaving, equations)) {
            Squares.sweep(swept, pivot, size);
            pivots[pivot] = true;
        }
    }

    /** The state without these seats. */
    static ClaspState of(ClaspState state, Set<Seat> gone) {
        if (gone.isEmpty()) {
            return state;
        }
        var departure = new Departure(state.equations(), gone);
        return new ClaspState(
                departure.equations(state.equations()),
                departure.scatter(state.scatter()),
                state.looks(),
                state.lookedAt());
    }

    private int pivot(Iterable<Integer> leaving, NormalEquations equations) {
        var best = -1;
        var most = LeastSquaresFit.LEAST_LEFT;
        for (var column : leaving) {
            var left = swept[column * size + column] / equations.squares()[column];
            if (!pivots[column] && left > most) {
                best = column;
                most = left;
            }
        }
        return best;
    }

    private NormalEquations equations(NormalEquations before) {
        var response = new double[staying.length];
        var squares = new double[staying.length];
        for (var i = 0; i < staying.length; i++) {
            squares[i] = before.squares()[staying[i]];
            for (var column = 0; column < size; column++) {
                response[i] += rest(i, column) * before.response()[column];
            }
        }
        return NormalEquations.of(rest, transformed(before.cross()), response, squares, before.observations());
    }

    private ResidualScatter scatter(ResidualScatter before) {
        return ResidualScatter.of(rest, transformed(before.in(columns)));
    }

    /** What makes up the rest of a column that stays: itself, and less of those that left. */
    private double rest(int i, int column) {
        if (pivots[column]) {
            return swept[staying[i] * size + column];
        }
        return staying[i] == column ? 1 : 0;
    }

    /** T S T', with T the matrix of {@link #rest}. */
    private double[] transformed(double[] matrix) {
        var half = new double[staying.length * size];
        for (var i = 0; i < staying.length; i++) {
            for (var k = 0; k < size; k++) {
                var factor = rest(i, k);
                for (var j = 0; factor != 0 && j < size; j++) {
                    half[i * size + j] += factor * matrix[k * size + j];
                }
            }
        }
        var whole = new double[staying.length * staying.length];
        for (var i = 0; i < staying.length; i++) {
            for (var j = 0; j < staying.length; j++) {
                for (var k = 0; k < size; k++) {
                    whole[i * staying.length + j] += half[i * size + k] * rest(j, k);
                }
            }
        }
        return whole;
    }
}
