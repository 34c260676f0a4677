package dev.iota.core.routing;

import dev.iota.core.microbatch.Microbatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where new microbatches come from: the next position of the data plan, or one that has to start again. A run has
 * several feeds, one for each shard of its index.
 *
 * @param share of the run that it gives
 * @param bounds of what it may give
 * @param counts of what it gave
 * @param redo positions that have to start again, first in first out; the first few, if there are many
 * @param backlog those behind them
 * @param version counts its writes
 */
public record Feed(Share share, Bounds bounds, Counts counts, List<Redo> redo, Backlog backlog, long version) {

    /**
     * So many positions are given back at once: with the records that are marked and the rows that go, at most two
     * items of a transaction each and two of each feed.
     */
    public static final int TOGETHER = 25;

    public Feed {
        redo = List.copyOf(redo);
    }

    /**
     * Which microbatches a feed gives: shard i of n gives the ids and positions i, i + n, i + 2·n, …
     *
     * @param shard of this feed, from 0
     * @param shards number of feeds of the run
     */
    public record Share(int shard, int shards) {
        private long nth(long number) {
            return shard + number * shards;
        }
    }

    /**
     * What a feed may give.
     *
     * @param open whether new microbatches may start
     * @param limit new positions of the whole run at most; those that start again come on top
     * @param ended the newest epoch whose training is over: nothing is drawn for it, or for one before it; −1 while
     *     there is none
     */
    public record Bounds(boolean open, long limit, int ended) {
        private boolean allows(int epoch) {
            return open && epoch > ended;
        }
    }

    /**
     * What a feed gave.
     *
     * @param started microbatches so far
     * @param fresh positions taken from the plan so far
     * @param redone how many had to start again so far
     */
    public record Counts(long started, long fresh, long redone) {}

    /**
     * A position that has to start again.
     *
     * @param failures how often no miner could do a hop of it
     */
    public record Redo(long position, int failures) {
        /** What a microbatch leaves behind whose work is lost, through no fault of its position. */
        public static Redo of(Microbatch microbatch) {
            return new Redo(microbatch.position(), microbatch.origin().failures());
        }

        /** What a microbatch leaves behind of which no miner could do a hop. */
        public static Redo ofFailed(Microbatch microbatch) {
            return new Redo(microbatch.position(), microbatch.origin().failures() + 1);
        }
    }

    public static Feed fresh(int shard, int shards, long limit) {
        return new Feed(
                new Share(shard, shards), new Bounds(true, limit, -1), new Counts(0, 0, 0), List.of(), Backlog.NONE, 0);
    }

    public int shard() {
        return share.shard();
    }

    public boolean open() {
        return bounds.open();
    }

    public long limit() {
        return bounds.limit();
    }

    public int ended() {
        return bounds.ended();
    }

    public long started() {
        return counts.started();
    }

    public long fresh() {
        return counts.fresh();
    }

    public long redone() {
        return counts.redone();
    }

    /** How many positions have to start again. */
    public long waiting() {
        return redo.size() + backlog.size();
    }

    /** Whether the next positions are those of the backlog's first page, which has to be put in front. */
    public boolean needsPage() {
        return redo.isEmpty() && backlog.hasPages();
    }

    /** The same with the first page of the backlog in front. */
    public Feed withPage(List<Redo> page) {
        return new Feed(share, bounds, counts, page, backlog.withoutPage(), version);
    }

    /** The same once its full page is written. */
    public Feed written() {
        return new Feed(share, bounds, counts, redo, backlog.written(), version);
    }

    /** A new microbatch and the feed without it. Both are written in one transaction. */
    public record Drawn(Feed feed, Microbatch microbatch) {}

    /**
     * The next microbatch; empty when the feed is closed, the epoch's training is over, or the limit is reached.
     *
     * @throws IllegalStateException if it needs a page
     */
    public Optional<Drawn> draw(int epoch, Instant now) {
        if (!bounds.allows(epoch)) {
            return Optional.empty();
        }
        if (needsPage()) {
            throw new IllegalStateException("page %d of feed %d is not there".formatted(backlog.first(), shard()));
        }
        if (!redo.isEmpty()) {
            var more = new Counts(started() + 1, fresh(), redone());
            return Optional.of(drawn(more, redo.subList(1, redo.size()), redo.getFirst(), epoch, now));
        }
        var next = new Redo(share.nth(fresh()), 0);
        if (next.position() >= limit()) {
            return Optional.empty();
        }
        return Optional.of(drawn(new Counts(started() + 1, fresh() + 1, redone()), redo, next, epoch, now));
    }

    private Drawn drawn(Counts more, List<Redo> left, Redo next, int epoch, Instant now) {
        var microbatch = Microbatch.again(share.nth(started()), next.position(), next.failures(), epoch, now);
        var last = left.isEmpty() && !backlog.hasPages();
        return new Drawn(
                new Feed(
                        share,
                        bounds,
                        more,
                        last ? backlog.newest() : left,
                        last ? Backlog.upTo(backlog.next()) : backlog,
                        version + 1),
                microbatch);
    }

    /** The feed with a position given back. */
    public Feed withRedo(long position) {
        return withRedo(new Redo(position, 0));
    }

    /** The feed with a position given back that may have failed before. */
    public Feed withRedo(Redo again) {
        return withRedo(List.of(again));
    }

    /**
     * The feed with several positions given back.
     *
     * @param again as many as are given back together, at the most
     */
    public Feed withRedo(List<Redo> again) {
        var next = new ArrayList<>(redo);
        var behind = backlog;
        for (var one : again) {
            if (next.size() >= Backlog.PAGE || !behind.isEmpty()) {
                behind = behind.with(one);
            } else {
                next.add(one);
            }
        }
        var more = new Counts(started(), fresh(), redone() + again.size());
        return new Feed(share, bounds, more, next, behind, version + 1);
    }

    /** The feed opened or closed, with another limit. */
    public Feed with(boolean opened, long positions) {
        return bounded(new Bounds(opened, positions, ended()));
    }

    /** The feed that gives nothing more for an epoch: whoever drew before has changed the version. */
    public Feed endedFor(int epoch) {
        return bounded(new Bounds(open(), limit(), epoch));
    }

    private Feed bounded(Bounds other) {
        return new Feed(share, other, counts, redo, backlog, version + 1);
    }
}
