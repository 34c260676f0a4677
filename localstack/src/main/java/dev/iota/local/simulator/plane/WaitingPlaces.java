package dev.iota.local.simulator.plane;

import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Direction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The index of what waits for a miner, by stage and index shard: gradients first, then the longest waiting. */
final class WaitingPlaces {
    private final int shards;
    private final List<ArrayDeque<Written>> backwards;
    private final List<ArrayDeque<Written>> forwards;

    private record Written(long id, long version) {}

    WaitingPlaces(int stages, int shards) {
        this.shards = shards;
        this.backwards = queues(stages * shards);
        this.forwards = queues(stages * shards);
    }

    private static List<ArrayDeque<Written>> queues(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ArrayDeque<Written>(4))
                .toList();
    }

    void add(Microbatch waiting) {
        var queues = waiting.direction() == Direction.BACKWARD ? backwards : forwards;
        queues.get(waiting.stage() * shards + (int) (waiting.id() % shards))
                .add(new Written(waiting.id(), waiting.version()));
    }

    /** The first of one place. What changed since it was written here is in this place no more. */
    List<Tracked> first(int stage, int shard, int limit, LongFunction<@Nullable Tracked> open) {
        var found = new ArrayList<Tracked>();
        collect(backwards.get(stage * shards + shard), limit, open, found);
        collect(forwards.get(stage * shards + shard), limit, open, found);
        return found;
    }

    private static void collect(
            ArrayDeque<Written> queue, int limit, LongFunction<@Nullable Tracked> open, List<Tracked> found) {
        while (!queue.isEmpty() && current(queue.getFirst(), open) == null) {
            queue.removeFirst();
        }
        for (var written : queue) {
            if (found.size() >= limit) {
                return;
            }
            var tracked = current(written, open);
            if (tracked != null) {
                found.add(tracked);
            }
        }
    }

    private static @Nullable Tracked current(Written written, LongFunction<@Nullable Tracked> open) {
        var tracked = open.apply(written.id);
        return tracked != null && tracked.microbatch.version() == written.version ? tracked : null;
    }
}
