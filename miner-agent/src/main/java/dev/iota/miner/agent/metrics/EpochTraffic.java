package dev.iota.miner.agent.metrics;

import dev.iota.agent.link.Traffic;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.core.wire.MergeTraffic.Moved;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what a miner moves for the merge of each epoch, by what it is. Safe for several threads. */
public final class EpochTraffic {
    /** What bytes are of: the components of {@link MergeTraffic}. */
    public enum Kind {
        PAYLOAD,
        STATE,
        RELEASED,
        TEXT;

        /** Of a section: the first is what training made or starts from. */
        public static Kind ofSection(int section) {
            return section == 0 ? PAYLOAD : STATE;
        }
    }

    private final Traffic all;
    private final Map<Integer, Map<Kind, Moved>> epochs = new HashMap<>();

    /** @param all is told everything, whatever it is */
    public EpochTraffic(Traffic all) {
        this.all = all;
    }

    /** Where bytes of a kind are counted. */
    public Traffic of(int epoch, Kind kind) {
        return new Traffic(bytes -> add(epoch, kind, bytes, 0), bytes -> add(epoch, kind, 0, bytes));
    }

    private void add(int epoch, Kind kind, long down, long up) {
        all.down().accept(down);
        all.up().accept(up);
        synchronized (this) {
            epochs.computeIfAbsent(epoch, e -> new EnumMap<>(Kind.class))
                    .merge(kind, new Moved(down, up), (a, b) -> new Moved(a.down() + b.down(), a.up() + b.up()));
        }
    }

    /** What was moved for an epoch that is over; it and all before are forgotten. */
    public synchronized MergeTraffic end(int epoch) {
        var kinds = epochs.getOrDefault(epoch, Map.of());
        var traffic = new MergeTraffic(
                kinds.getOrDefault(Kind.PAYLOAD, Moved.NONE),
                kinds.getOrDefault(Kind.STATE, Moved.NONE),
                kinds.getOrDefault(Kind.RELEASED, Moved.NONE),
                kinds.getOrDefault(Kind.TEXT, Moved.NONE));
        epochs.keySet().removeIf(number -> number <= epoch);
        return traffic;
    }
}
