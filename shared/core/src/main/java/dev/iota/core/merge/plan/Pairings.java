package dev.iota.core.merge.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * All pairs of n players in an order of which every beginning is balanced: however many pairs are taken, no player is
 * in two more of them than another. Even n: the rounds of a tournament (the circle method), each a perfect matching.
 * Odd n: the Hamiltonian cycles of Walecki's decomposition (Lucas 1883), of each first every second edge, then the edge
 * at the player left over, then the rest.
 */
final class Pairings {
    /** Two players, numbered from 0. */
    record Pair(int first, int second) {}

    private Pairings() {}

    /** The first {@code count} pairs of {@code n} players; after all of them they come again. */
    static List<Pair> of(int n, int count) {
        var pairs = new ArrayList<Pair>(count);
        for (var round = 0; pairs.size() < count; round++) {
            var next = n % 2 == 0 ? matching(n, round) : cycle(n, round);
            pairs.addAll(next.subList(0, Math.min(next.size(), count - pairs.size())));
        }
        return pairs;
    }

    private static List<Pair> matching(int n, int round) {
        var circle = n - 1;
        var pairs = new ArrayList<Pair>(n / 2);
        pairs.add(new Pair(circle, round % circle));
        for (var k = 1; k < n / 2; k++) {
            pairs.add(new Pair((round + k) % circle, (round - k + circle) % circle));
        }
        return pairs;
    }

    private static List<Pair> cycle(int n, int round) {
        var circle = n - 1;
        var path = new int[n];
        path[0] = circle;
        for (var i = 1; i < n; i++) {
            // round, round + 1, round − 1, round + 2, …
            var step = i / 2 * (i % 2 == 0 ? 1 : -1);
            path[i] = Math.floorMod(round + step, circle);
        }
        var pairs = new ArrayList<Pair>(n);
        for (var i = 0; i + 1 < n; i += 2) {
            pairs.add(new Pair(path[i], path[i + 1]));
        }
        pairs.add(new Pair(path[n - 1], path[0]));
        for (var i = 1; i + 1 < n; i += 2) {
            pairs.add(new Pair(path[i], path[i + 1]));
        }
        return pairs;
    }
}
