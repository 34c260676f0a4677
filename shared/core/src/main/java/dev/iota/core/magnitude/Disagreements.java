package dev.iota.core.magnitude;

import dev.iota.core.clasp.Seat;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Hop.Stored;
import dev.iota.core.wire.Magnitude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whose words about sizes differ from those of the neighbours. Both have the same bytes before them, whose hash the
 * producer signed and the reader checked, so one of the two says what is not so. Whoever differs from two neighbours
 * and from half of all that it shared a tensor with is suspected: one liar cannot make an honest miner suspected, nor
 * can any number of them that is less than half of its neighbours.
 */
final class Disagreements {
    /** More than sums in another order do, or in less than float64. */
    private static final double TOLERANCE = 1e-3;

    private static final int FEWEST = 2;

    /** For each miner its neighbours, and whether they ever differed. */
    private final Map<Seat, Map<Seat, Boolean>> neighbours = new TreeMap<>();

    Disagreements(List<List<Hop>> pathways) {
        for (var pathway : pathways) {
            for (var stage = 0; stage < pathway.size(); stage++) {
                compare(pathway, stage, stage + 1, pathway.get(stage).activation());
                compare(pathway, stage, stage - 1, pathway.get(stage).gradient());
            }
        }
    }

    private void compare(List<Hop> pathway, int stage, int reader, Optional<Stored> object) {
        object.filter(_ -> reader >= 0 && reader < pathway.size())
                .ifPresent(stored -> stored.found().ifPresent(found -> {
                    var one = new Seat(stage, pathway.get(stage).hotkey());
                    var other = new Seat(reader, pathway.get(reader).hotkey());
                    var differ = differ(stored.said(), found);
                    add(one, other, differ);
                    add(other, one, differ);
                }));
    }

    private static boolean differ(Magnitude said, Magnitude found) {
        var allowed = TOLERANCE * Math.max(said.rms(), found.rms());
        return Math.abs(said.rms() - found.rms()) > allowed || Math.abs(said.mean() - found.mean()) > allowed;
    }

    private void add(Seat one, Seat other, boolean differ) {
        neighbours.computeIfAbsent(one, _ -> new TreeMap<>()).merge(other, differ, Boolean::logicalOr);
    }

    /** Why they are suspected. */
    Map<Seat, String> suspected() {
        var suspected = new TreeMap<Seat, String>();
        neighbours.forEach((seat, of) -> {
            var differing = of.values().stream().filter(differ -> differ).count();
            if (differing >= FEWEST && 2 * differing >= of.size()) {
                suspected.put(
                        seat,
                        "%d of the %d miners that it shared tensors with find other sizes of them than it says"
                                .formatted(differing, of.size()));
            }
        });
        return suspected;
    }
}
