package dev.iota.core.routing;

import dev.iota.core.microbatch.Microbatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where new microbatches come from: the next position of the data plan, or one that has to start again. A run has
 * {@code shards} of them; shard i gives the ids and positions i, i + shards, i + 2·shards, …
 *
 * @param shard of this feed, from 0
 * @param shards number of feeds of the run
 * @param open whether new microbatches may start
 * @param limit new positions of the whole run at most; those that start again come on top
 * @param started microbatches so far
 * @param fresh positions taken from the plan so far
 * @param redo positions that have to start again, first in first out
 * @param redone how many had to start again so far
 * @param ended the newest epoch whose training is over: nothing is drawn for it, or for one before it; −1 while
 *     there is none
 * @param version counts its writes
 */
public record Feed(
        int shard,
        int shards,
        boolean open,
        long limit,
        long started,
        long fresh,
        List<Long> redo,
        long redone,
        int ended,
        long version) {

    public Feed {
        redo = List.copyOf(redo);
    }

    public static Feed fresh(int shard, int shards, long limit) {
        return new Feed(shard, shards, true, limit, 0, 0, List.of(), 0, -1, 0);
    }

    /** A new microbatch and the feed without it. Both are written in one transaction. */
    public record Drawn(Feed feed, Microbatch microbatch) {}

    /** The next microbatch; empty when the feed is closed, the epoch's training is over, or the limit is reached. */
    public Optional<Drawn> draw(int epoch, Instant now) {
        if (!open || epoch <= ended) {
            return Optional.empty();
        }
        var id = shard + started * shards;
        if (!redo.isEmpty()) {
            var next = new Feed(
                    shard,
                    shards,
                    open,
                    limit,
                    started + 1,
                    fresh,
                    redo.subList(1, redo.size()),
                    redone,
                    ended,
                    version + 1);
            return Optional.of(new Drawn(next, Microbatch.fresh(id, redo.getFirst(), epoch, now)));
        }
        var position = shard + fresh * shards;
        if (position >= limit) {
            return Optional.empty();
        }
        var next = new Feed(shard, shards, open, limit, started + 1, fresh + 1, redo, redone, ended, version + 1);
        return Optional.of(new Drawn(next, Microbatch.fresh(id, position, epoch, now)));
    }

    /** The feed with a position given back. */
    public Feed withRedo(long position) {
        var next = new ArrayList<>(redo);
        next.add(position);
        return new Feed(shard, shards, open, limit, started, fresh, next, redone + 1, ended, version + 1);
    }

    /** The feed opened or closed, with another limit. */
    public Feed with(boolean opened, long positions) {
        return new Feed(shard, shards, opened, positions, started, fresh, redo, redone, ended, version + 1);
    }

    /** The feed that gives nothing more for an epoch: whoever drew before has changed the version. */
    public Feed endedFor(int epoch) {
        return new Feed(shard, shards, open, limit, started, fresh, redo, redone, epoch, version + 1);
    }
}
