package dev.iota.core.merge.aggregate;

import dev.iota.core.merge.codec.Values;
import java.util.Arrays;

/**
 * For every element, how much stands before each input when the N values are sorted by {@link Float#compare}, then
 * hotkey. Counted by comparing every pair of inputs lane-wise and without a branch, which N values of one element
 * sorted one after the other cannot match for the N of a stage. Holds one tile of elements.
 */
final class Ranks {
    /** Elements that are looked at together. */
    static final int TILE = 1024;

    private static final int SIGN = 31;

    private final int[][] keys;
    private final int[][] before;

    Ranks(int inputs) {
        keys = new int[inputs][TILE];
        before = new int[inputs][TILE];
    }

    /** For input m, the sum of {@code weights} of the inputs that stand before it, by element of the tile. */
    int[][] before(float[][] inputs, int[] weights, int from, int count) {
        for (var m = 0; m < inputs.length; m++) {
            Arrays.fill(before[m], 0, count, 0);
            order(inputs[m], from, count, keys[m]);
        }
        for (var m = 0; m < inputs.length; m++) {
            for (var n = m + 1; n < inputs.length; n++) {
                compare(keys[m], keys[n], weights[m], weights[n], count, before[m], before[n]);
            }
        }
        return before;
    }

    /** Integers in the order of {@link Float#compare}: the bits, those of negative numbers turned round. */
    private static void order(float[] x, int from, int count, int[] keys) {
        for (var i = 0; i < count; i++) {
            var bits = Float.floatToRawIntBits(x[from + i]);
            keys[i] = bits ^ (bits >> SIGN & Values.MAGNITUDE);
        }
    }

    /**
     * The second goes before the first where it is smaller; where they are equal the first, with the lower hotkey,
     * does.
     */
    private static void compare(
            int[] first,
            int[] second,
            int firstWeight,
            int secondWeight,
            int count,
            int[] beforeFirst,
            int[] beforeSecond) {
        for (var i = 0; i < count; i++) {
            var a = first[i];
            var b = second[i];
            // All ones where b < a, without overflow (Warren, Hacker's Delight, 2-12).
            var smaller = ((b & ~a) | (~(b ^ a) & (b - a))) >> SIGN;
            beforeFirst[i] += smaller & secondWeight;
            beforeSecond[i] += ~smaller & firstWeight;
        }
    }
}
