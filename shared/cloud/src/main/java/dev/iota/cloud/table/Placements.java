package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest placements. The index of active miners is a moment behind the truth; miners that come together would all
 * be put at the same stage. Each registration writes this record under the version that it read, so they come one after
 * the other.
 *
 * @param version counts its writes
 */
public record Placements(List<Placement> list, long version) {
    /** A miner that was given a stage. */
    public record Placement(Hotkey hotkey, int stage, Instant at) {}

    /** Far above the delay of an index. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    static final Placements NONE = new Placements(List.of(), 0);

    public Placements {
        list = List.copyOf(list);
    }

    /** The same with one more, without the old ones. */
    public Placements with(Placement next) {
        var kept = new ArrayList<>(since(next.at()));
        kept.removeIf(p -> p.hotkey().equals(next.hotkey()));
        kept.add(next);
        return new Placements(kept, version + 1);
    }

    /** Those that the index may not show yet. */
    public List<Placement> since(Instant now) {
        return list.stream().filter(p -> p.at().plus(KEPT).isAfter(now)).toList();
    }
}
