package dev.iota.core.score;

import static dev.iota.core.base.Require.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.iota.core.run.ScoreSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * An amount, never negative, in units of which 2⁶⁴ are the whole. In JSON it is a text of decimal digits, since many
 * readers of JSON take a number for a double, which holds 53 bits.
 */
public record Units(BigInteger value) implements Comparable<Units> {
    public static final Units ZERO = new Units(BigInteger.ZERO);

    /** Everything that is to be shared out, or scored, in an epoch. */
    public static final Units WHOLE = new Units(BigInteger.TWO.pow(64));

    private static final Pattern TEXT = Pattern.compile("0|[1-9]\\d{0,39}");
    private static final int DIGITS = 6;

    /** @throws dev.iota.core.base.MalformedException if the value is negative */
    public Units {
        require(value.signum() >= 0, "%s is negative; an amount is not", value);
    }

    public static Units of(long value) {
        return new Units(BigInteger.valueOf(value));
    }

    /** @throws dev.iota.core.base.MalformedException if the text is no whole number as {@link #text} writes it */
    @JsonCreator
    static Units parse(String text) {
        require(TEXT.matcher(text).matches(), "'%s' is no amount: decimal digits, no sign, no zero in front", text);
        return new Units(new BigInteger(text));
    }

    @JsonValue
    String text() {
        return value.toString();
    }

    public Units plus(Units other) {
        return new Units(value.add(other.value));
    }

    /** @throws dev.iota.core.base.MalformedException if the other one is more than this */
    public Units minus(Units other) {
        return new Units(value.subtract(other.value));
    }

    /** So many millionths of it, rounded down. */
    Units millionths(long count) {
        return new Units(value.multiply(BigInteger.valueOf(count)).divide(BigInteger.valueOf(ScoreSpec.MILLION)));
    }

    /** The same divided by {@code divisor} so many times, rounded down. */
    Units dividedBy(int divisor, long times) {
        // Above 2⁶⁴ nothing is left, however often it is divided again.
        return divisor == 1 || times == 0
                ? this
                : times > WHOLE.value.bitLength()
                        ? ZERO
                        : over(BigInteger.valueOf(divisor).pow((int) times));
    }

    private Units over(BigInteger divisor) {
        return new Units(value.divide(divisor));
    }

    public boolean isZero() {
        return value.signum() == 0;
    }

    /** What part it is of another, in per cent, for people. */
    public String percentOf(Units whole) {
        return whole.isZero()
                ? "0 %"
                : new BigDecimal(value.multiply(BigInteger.valueOf(100)))
                                .divide(new BigDecimal(whole.value), DIGITS, RoundingMode.HALF_EVEN)
                                .stripTrailingZeros()
                                .toPlainString()
                        + " %";
    }

    @Override
    public int compareTo(Units other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return text();
    }
}
