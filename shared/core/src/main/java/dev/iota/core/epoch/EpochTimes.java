package dev.iota.core.epoch;

import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * How long what moves many bytes at the end of an epoch may take: as long as its bytes take on the slowest line that the
 * run admits, and the times of the specification on top, which are all that there is to it where the bytes are few.
 */
public final class EpochTimes {
    private final RunSpec spec;

    public EpochTimes(RunSpec spec) {
        this.spec = spec;
    }

    /** When the uploads of a stage are waited for no longer, however much they move. */
    public Instant uploadsUntil(StageMerge stage) {
        return stage.since().plus(spec.epochs().quorums().grace()).plus(spec.leases().transfer(uploadBytes(stage)));
    }

    /** Until when uploads are waited for that moved last at some time. */
    Instant awaitedUntil(StageMerge stage, Instant moved) {
        var silent = moved.plus(spec.epochs().quorums().grace());
        var last = uploadsUntil(stage);
        return silent.isBefore(last) ? silent : last;
    }

    /** Whether what moved last at some time still counts as moving. */
    public Duration patience() {
        return spec.epochs().quorums().grace();
    }

    private long uploadBytes(StageMerge stage) {
        return spec.epochs()
                .upload(spec.run(), stage.epoch(), stage.stage(), elements(stage))
                .bytes();
    }

    /** Of one section, at most. */
    private static long elements(StageMerge stage) {
        return (long) stage.merged().blocks() * BlockLayout.ELEMENTS;
    }
}
