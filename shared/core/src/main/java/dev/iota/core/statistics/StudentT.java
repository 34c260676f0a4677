package dev.iota.core.statistics;

/** Student's distribution, by the regularised incomplete beta function as a continued fraction (DLMF 8.17.22). */
public final class StudentT {
    private static final double ENOUGH = 1e-14;
    /** Keeps a denominator from zero. */
    private static final double TINY = 1e-300;

    private static final int MOST_TERMS = 100_000;

    /** Of the Lanczos approximation of the logarithm of the gamma function, g = 5. */
    private static final double[] LANCZOS = {
        76.18009172947146,
        -86.50532032941678,
        24.01409824083091,
        -1.231739572450155,
        0.1208650973866179e-2,
        -0.5395239384953e-5
    };

    private StudentT() {}

    /** The chance of a value above t. */
    public static double above(double t, double degrees) {
        var half = incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2;
        return t > 0 ? half : 1 - half;
    }

    private static double incompleteBeta(double a, double b, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        // Where the fraction converges slowly, that of the other side does quickly.
        if (x > (a + 1) / (a + b + 2)) {
            return 1 - incompleteBeta(b, a, 1 - x);
        }
        var front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
        return front * fraction(a, b, x);
    }

    /** 1/(1 + d₁/(1 + d₂/(1 + …))) by Lentz's method. */
    private static double fraction(double a, double b, double x) {
        var upper = 1.0;
        var lower = 1 / awayFromZero(1 + term(a, b, x, 1));
        var value = lower;
        for (var i = 2; i < MOST_TERMS; i++) {
            var d = term(a, b, x, i);
            lower = 1 / awayFromZero(1 + d * lower);
            upper = awayFromZero(1 + d / upper);
            value *= lower * upper;
            if (Math.abs(lower * upper - 1) < ENOUGH) {
                return value;
            }
        }
        throw new ArithmeticException("the beta function of %s and %s at %s does not converge".formatted(a, b, x));
    }

    private static double term(double a, double b, double x, int i) {
        var m = Math.floor(i / 2.0);
        return i % 2 == 0
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    }

    private static double awayFromZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    private static double logGamma(double x) {
        var base = x + 5.5;
        var series = 1.000000000190015;
        for (var i = 0; i < LANCZOS.length; i++) {
            series += LANCZOS[i] / (x + 1 + i);
        }
        return (x + 0.5) * Math.log(base) - base + Math.log(2.5066282746310007 * series / x);
    }
}
