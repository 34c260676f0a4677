package dev.iota.core.magnitude;

import static dev.iota.core.base.Require.require;

/**
 * What is kept of a stage from epoch to epoch.
 *
 * @param level exponential mean of the hops
 * @param spread of honest miners around each other
 */
public record StageLevel(int stage, Trait trait, double level, Spread spread) {
    public StageLevel {
        require(stage >= 0 && Double.isFinite(level), "the level of stage %d is %s", stage, level);
    }

    /**
     * Exponential sum over epochs: of those long ago little is left.
     *
     * @param squares variances, each as often as it has degrees of freedom
     */
    public record Spread(double squares, double degrees) {
        static final Spread NONE = new Spread(0, 0);

        private static final double KEPT = 0.95;

        public Spread {
            require(
                    squares >= 0 && degrees >= 0 && Double.isFinite(squares) && Double.isFinite(degrees),
                    "a spread of %s with %s degrees of freedom",
                    squares,
                    degrees);
        }

        Spread plus(double variance, double more) {
            return new Spread(KEPT * squares + more * variance, KEPT * degrees + more);
        }

        double variance() {
            return squares / degrees;
        }
    }
}
