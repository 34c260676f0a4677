package dev.iota.core.clasp;

/** Square matrices, row by row. */
final class Squares {
    private Squares() {}

    /** Adds a smaller matrix, each of whose rows and columns has its place in the larger one. */
    static void add(double[] from, int[] places, double[] to, int size) {
        for (var i = 0; i < places.length; i++) {
            for (var j = 0; j < places.length; j++) {
                to[places[i] * size + places[j]] += from[i * places.length + j];
            }
        }
    }

    /** Goodnight's sweep of one column, in place: the others less what this one explains of them. */
    static void sweep(double[] matrix, int pivot, int size) {
        var top = pivot * size;
        var divisor = matrix[top + pivot];
        for (var j = 0; j < size; j++) {
            matrix[top + j] /= divisor;
        }
        for (var i = 0; i < size; i++) {
            var factor = matrix[i * size + pivot];
            if (i != pivot && factor != 0) {
                for (var j = 0; j < size; j++) {
                    matrix[i * size + j] -= factor * matrix[top + j];
                }
                matrix[i * size + pivot] = -factor / divisor;
            }
        }
        matrix[top + pivot] = 1 / divisor;
    }

    static double[] times(double[] left, double[] right, int size) {
        var product = new double[size * size];
        for (var i = 0; i < size; i++) {
            for (var k = 0; k < size; k++) {
                var factor = left[i * size + k];
                if (factor != 0) {
                    for (var j = 0; j < size; j++) {
                        product[i * size + j] += factor * right[k * size + j];
                    }
                }
            }
        }
        return product;
    }
}
