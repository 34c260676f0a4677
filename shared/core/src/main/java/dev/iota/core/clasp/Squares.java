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
