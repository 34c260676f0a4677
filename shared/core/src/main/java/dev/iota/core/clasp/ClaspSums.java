package dev.iota.core.clasp;

import static dev.iota.core.base.Require.require;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.List;

/**
 * A state as a document. Of the matrices the lower triangles are stored, row by row: they are symmetric.
 *
 * @param seats in the order of their columns, behind the covariates
 */
public record ClaspSums(int stages, Looks looks, List<Seen> seats, Columns columns) {
    /** Of a distance from what no rounding explains. */
    private static final double ROUNDING = 1e-6;

    /**
     * @param spent looks so far
     * @param lookedAt pathways at the last one
     * @param observations pathways
     */
    public record Looks(int spent, long lookedAt, long observations) {
        public Looks {
            require(
                    spent >= 0 && lookedAt >= 0 && observations >= lookedAt,
                    "%d looks, the last at %d of %d pathways",
                    spent,
                    lookedAt,
                    observations);
        }
    }

    /** @param last epoch of which a pathway through the miner counted */
    public record Seen(int stage, Hotkey miner, int last) {
        Seat seat() {
            return new Seat(stage, miner);
        }
    }

    /** The sums: of columns one, or of columns × columns. */
    public record Columns(List<Double> squares, List<Double> response, List<Double> cross, List<Double> scatter) {
        public Columns {
            squares = finite("squares", squares);
            response = finite("response", response);
            cross = finite("cross", cross);
            scatter = finite("scatter", scatter);
        }
    }

    /** @throws dev.iota.core.base.MalformedException if these are no sums of any pathways */
    public ClaspSums {
        seats = List.copyOf(seats);
        require(
                seats.size() <= SeatColumns.MOST_SEATS,
                "%d miners in stages; at most %d are compared",
                seats.size(),
                SeatColumns.MOST_SEATS);
        var size =
                SeatColumns.of(seats.stream().map(Seen::seat).toList(), stages).size();
        requireSize("squares", columns.squares(), size);
        requireSize("response", columns.response(), size);
        requireSize("cross", columns.cross(), size * (size + 1) / 2);
        requireSize("scatter", columns.scatter(), size * (size + 1) / 2);
        for (var column = 0; column < size; column++) {
            var square = columns.squares().get(column);
            require(
                    square >= 0 && (column < SeatColumns.COVARIATES || square <= looks.observations()),
                    "the sum of squares of column %d is %s, of %d pathways",
                    column,
                    square,
                    looks.observations());
        }
        requireSquares("cross", columns.cross(), size);
        requireSquares("scatter", columns.scatter(), size);
    }

    private static List<Double> finite(String name, List<Double> values) {
        for (var value : values) {
            require(value != null && Double.isFinite(value), "%s has a value that is no number: %s", name, value);
        }
        return List.copyOf(values);
    }

    private static void requireSize(String name, List<Double> values, int size) {
        require(values.size() == size, "%s has %d values; wanted %d", name, values.size(), size);
    }

    /** Sums of squares are not negative, and of products not above those of the squares (Cauchy and Schwarz). */
    private static void requireSquares(String name, List<Double> triangle, int size) {
        var diagonal = new double[size];
        for (var i = 0; i < size; i++) {
            diagonal[i] = triangle.get(at(i, i));
            require(diagonal[i] >= -ROUNDING, "%s has a negative sum of squares, %s", name, diagonal[i]);
        }
        for (var i = 0; i < size; i++) {
            for (var j = 0; j < i; j++) {
                var most = Math.sqrt(Math.max(0, diagonal[i])) * Math.sqrt(Math.max(0, diagonal[j]));
                require(
                        Math.abs(triangle.get(at(i, j))) <= most * (1 + ROUNDING) + ROUNDING,
                        "%s has %s in row %d and column %d, where the squares allow %s",
                        name,
                        triangle.get(at(i, j)),
                        i,
                        j,
                        most);
            }
        }
    }

    private static int at(int row, int column) {
        return row * (row + 1) / 2 + column;
    }

    /** @param last epoch in which each seat of the state was seen, in the order of its columns */
    static ClaspSums of(ClaspState state, List<Integer> last) {
        var equations = state.equations();
        var columns = equations.columns();
        var seats = new ArrayList<Seen>();
        for (var i = 0; i < last.size(); i++) {
            var seat = columns.seats().get(i);
            seats.add(new Seen(seat.stage(), seat.miner(), last.get(i)));
        }
        return new ClaspSums(
                columns.stages(),
                new Looks(state.looks(), state.lookedAt(), equations.observations()),
                seats,
                new Columns(
                        list(equations.squares()),
                        list(equations.response()),
                        triangle(equations.cross(), columns.size()),
                        triangle(state.scatter().in(columns), columns.size())));
    }

    private static List<Double> list(double[] values) {
        var list = new ArrayList<Double>(values.length);
        for (var value : values) {
            list.add(value);
        }
        return list;
    }

    private static List<Double> triangle(double[] matrix, int size) {
        var triangle = new ArrayList<Double>();
        for (var i = 0; i < size; i++) {
            for (var j = 0; j <= i; j++) {
                triangle.add(matrix[i * size + j]);
            }
        }
        return triangle;
    }

    private static double[] square(List<Double> triangle, int size) {
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++) {
            for (var j = 0; j < size; j++) {
                matrix[i * size + j] = triangle.get(at(Math.max(i, j), Math.min(i, j)));
            }
        }
        return matrix;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** What can be gone on from. */
    public ClaspState state() {
        var seatColumns = SeatColumns.of(seats.stream().map(Seen::seat).toList(), stages);
        var size = seatColumns.size();
        return new ClaspState(
                NormalEquations.of(
                        seatColumns,
                        square(columns.cross(), size),
                        array(columns.response()),
                        array(columns.squares()),
                        looks.observations()),
                ResidualScatter.of(seatColumns, square(columns.scatter(), size)),
                looks.spent(),
                looks.lookedAt());
    }
}
