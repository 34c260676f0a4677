package dev.iota.core.epoch;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long what is waited for at the end of an epoch may take. What is computed has times that follow from how fast its
 * miner is, as its lease does. What moves many bytes may take as long as its bytes take on the slowest line that
 * the run admits, and the times of the specification on top, which are all that there is to it where the bytes are few.
 */
public final class EpochTimes {
    /** No URL lives longer, since the credentials that sign it end. */
    public static final Duration LONGEST = Duration.ofHours(6);

    /** A plan serves the leases of so many times their length; then its URLs are signed anew. */
    private static final int PLAN_LEASES = 10;

    /** A hop is late that takes so many times what it should. */
    private static final int LATE = 2;

    private static final long KILO = 1000;

    private final RunSpec spec;

    public EpochTimes(RunSpec spec) {
        this.spec = spec;
    }

    /**
     * Refuses a run whose sizes cannot work.
     *
     * @param elements parameters of the stage
     * @throws InvalidSpecException with the numbers, if the slowest line that the run admits takes too long
     */
    public void check(int stage, long elements) {
        check(stage, elements, "its upload", uploadBytes(0, stage, elements));
        check(stage, elements, "loading its published state", stateBytes(elements));
    }

    private void check(int stage, long elements, String what, long bytes) {
        var longest = LONGEST.minus(patience());
        var takes = spec.leases().transfer(bytes);
        var rate = Math.ceilDiv(bytes, longest.toSeconds());
        InvalidSpecException.require(
                takes.compareTo(longest) <= 0,
                "stage %d has %d parameters: %s of %d bytes takes %s at leases.slowestRate %d bytes/s, and may take %s;"
                        + " admit no line below %d bytes/s (./iota train --slowest-rate %d), take a smaller codec, or"
                        + " cut the model into more stages",
                stage,
                elements,
                what,
                bytes,
                takes,
                spec.leases().slowestRate(),
                longest,
                rate,
                Math.ceilDiv(rate, KILO));
    }

    /**
     * Until when a microbatch that is on its way is on time: for a grace window after it came to its hop, or a miner
     * first began with it, or that miner finished another hop, since it does one after the other; that it goes from one
     * miner to the next is no progress. A lease lasts a multiple of what its hop should take, and its miner is on time
     * for twice that. By then the lease has not been extended.
     *
     * @param accepted when a hop of the miner that it is leased to was accepted last
     * @return empty if it is late whatever the time is
     */
    public Optional<Instant> onTimeUntil(Microbatch microbatch, Instant accepted) {
        var leased = microbatch.state() == State.LEASED;
        var since = microbatch.since();
        var failed = !microbatch.refused().isEmpty() || microbatch.issued().size() > (leased ? 1 : 0);
        if (!leased) {
            return failed ? Optional.empty() : Optional.of(since.plus(patience()));
        }
        var lease = Duration.between(since, microbatch.deadline());
        var expected =
                Duration.ofMillis((long) (lease.toMillis() / spec.leases().patience()));
        var late = since.plus(expected.multipliedBy(LATE));
        return Optional.of(failed ? late : later(late, later(since, accepted).plus(patience())));
    }

    /** When the uploads of a stage are waited for no longer, however much they move. */
    public Instant uploadsUntil(StageMerge stage) {
        return uploadUntil(stage.epoch(), stage.stage(), elements(stage), stage.since());
    }

    /**
     * Until when an upload may take that begins at some time.
     *
     * @param elements parameters of the stage
     */
    public Instant uploadUntil(int epoch, int stage, long elements, Instant since) {
        return since.plus(patience()).plus(spec.leases().transfer(uploadBytes(epoch, stage, elements)));
    }

    /** Until when uploads are waited for that moved last at some time. */
    Instant awaitedUntil(StageMerge stage, Instant moved) {
        return earlier(moved.plus(patience()), uploadsUntil(stage));
    }

    /** A miner is at a shard if its objects moved within so long: not if it was killed in the lease's first half. */
    public Duration pause() {
        return spec.epochs().lease().dividedBy(2);
    }

    private Duration patience() {
        return spec.epochs().quorums().grace();
    }

    /** Until when the leases of miners whose objects move are extended; none after that. */
    Optional<Instant> extendedUntil(StageMerge stage, Instant now) {
        return Optional.of(earlier(now.plus(spec.epochs().lease()), roundUntil(stage)))
                .filter(now::isBefore);
    }

    /** When a lease that lasts until some time, and may be extended, ends at the latest. */
    public Instant workUntil(StageMerge stage, Instant lease) {
        return later(lease, roundUntil(stage));
    }

    /** Until when a plan has to be readable from which leases are given now. */
    Instant readableUntil(StageMerge stage, Instant now) {
        return workUntil(stage, now.plus(spec.epochs().lease()))
                .plus(spec.leases().margin());
    }

    /** How long the URLs of a plan live that is written in a round. */
    Duration planLife(StageMerge stage) {
        return spec.epochs()
                .lease()
                .multipliedBy(PLAN_LEASES)
                .plus(round(stage))
                .plus(spec.leases().margin());
    }

    /** When an owner on the slowest line has done all shards that it owns by plan. */
    private Instant roundUntil(StageMerge stage) {
        return stage.since().plus(spec.epochs().lease()).plus(round(stage));
    }

    /** How long an owner on the slowest line moves what its shards by plan consist of and come to. */
    private Duration round(StageMerge stage) {
        var uploads = stage.uploads().size();
        var blocks = stage.merged().blocks();
        var shards = Math.clamp((long) uploads * (uploads - 1) / 2, 1, blocks);
        var owned = Math.min(shards, Math.ceilDiv(2 * shards, uploads));
        var elements = elements(stage);
        var all = uploads * uploadBytes(stage.epoch(), stage.stage(), elements) + 2 * stateBytes(elements);
        var takes = spec.leases().transfer(Math.ceilDiv(all, shards) * owned);
        return takes.compareTo(LONGEST) < 0 ? takes : LONGEST;
    }

    private long uploadBytes(int epoch, int stage, long elements) {
        return spec.epochs().upload(spec.run(), epoch, stage, elements).bytes();
    }

    /** Of all sections of a published state. */
    private long stateBytes(long elements) {
        return spec.epochs().sections() * elements * Float.BYTES;
    }

    /** Of one section, at most. */
    private static long elements(StageMerge stage) {
        return (long) stage.merged().blocks() * BlockLayout.ELEMENTS;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
