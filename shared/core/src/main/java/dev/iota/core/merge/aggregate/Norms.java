package dev.iota.core.merge.aggregate;

/** Σ x² of a block, in an order that is fixed and still lets the processor work on several elements at once. */
public final class Norms {
    /** Running sums; element i goes to sum i mod {@value}. A power of two that divides a block. */
    static final int LANES = 512;

    private Norms() {}

    /**
     * Σ x² over the first {@code length} elements. The square of a float32 is exact in float64; the lanes are added in
     * ascending order at the end. Infinite or NaN if and only if an element is.
     */
    public static double sumOfSquares(float[] x, int length) {
        var lanes = new double[LANES];
        for (var from = 0; from < length; from += LANES) {
            addSquares(x, from, Math.min(LANES, length - from), lanes);
        }
        var sum = 0.0;
        for (var lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    private static void addSquares(float[] x, int from, int count, double[] lanes) {
        for (var i = 0; i < count; i++) {
            double value = x[from + i];
            lanes[i] += value * value;
        }
    }
}
