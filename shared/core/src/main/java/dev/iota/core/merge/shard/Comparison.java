package dev.iota.core.merge.shard;

import java.util.ArrayList;
import java.util.List;

/**
 * Two results of a shard, hash by hash. The arithmetic is bit-exact, so any difference is somebody's fault.
 *
 * @param differing positions, ascending
 */
public record Comparison(List<Integer> differing) {
    public Comparison {
        differing = List.copyOf(differing);
    }

    /** @throws IllegalArgumentException if the results are not equally long */
    public static Comparison of(List<String> one, List<String> other) {
        if (one.size() != other.size()) {
            throw new IllegalArgumentException(
                    "results of %d and %d hashes; a shard has one number".formatted(one.size(), other.size()));
        }
        var differing = new ArrayList<Integer>();
        for (var i = 0; i < one.size(); i++) {
            if (!one.get(i).equals(other.get(i))) {
                differing.add(i);
            }
        }
        return new Comparison(differing);
    }

    public boolean isEqual() {
        return differing.isEmpty();
    }
}
