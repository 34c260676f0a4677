package dev.iota.core.score;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Deals whole units in proportion to weights, by largest remainder (Hamilton's method): everyone gets his quota rounded
 * down, and what is left goes, one unit each, to those whose quotas lost most by that. Of equal remainders the one that
 * stands first comes first.
 */
final class Apportionment {
    private Apportionment() {}

    /**
     * @param weights none negative
     * @return in the order of the weights; they add up to {@code total}, or to nothing if no weight is positive
     */
    static List<Units> of(Units total, List<BigInteger> weights) {
        var sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
        return of(total, weights, sum);
    }

    /**
     * The same with weights out of another sum than their own: quotas are {@code total · weight / sum}, and as many
     * units are dealt as whole ones are in the sum of the quotas.
     */
    static List<Units> of(Units total, List<BigInteger> weights, BigInteger sum) {
        if (sum.signum() == 0) {
            return weights.stream().map(weight -> Units.ZERO).toList();
        }
        var quotas = weights.stream()
                .map(weight -> total.value().multiply(weight).divideAndRemainder(sum))
                .toList();
        var left = quotas.stream()
                .map(quota -> quota[1])
                .reduce(BigInteger.ZERO, BigInteger::add)
                .divide(sum)
                .intValueExact();
        var parts = new ArrayList<>(
                quotas.stream().map(quota -> new Units(quota[0])).toList());
        IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> quotas.get(i)[1]).reversed())
                .limit(left)
                .forEach(i -> parts.set(i, parts.get(i).plus(Units.of(1))));
        return parts;
    }
}
