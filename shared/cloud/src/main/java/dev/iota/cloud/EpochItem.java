package dev.iota.cloud;

import dev.iota.core.epoch.EpochFigures;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an epoch stands.
 *
 * @param attempt number of the execution that moves it on, counted from 1
 * @param started when it began
 * @param since when its phase began
 * @param target when its training should be over
 * @param secret of its plans, in hexadecimal: shown to nobody before it is over
 * @param commitment to the secret
 * @param startedBefore microbatches that had started before it began
 * @param redoneBefore positions that had started again before it began
 * @param redone positions that started again during it
 * @param mergeSeconds from the end of draining until it was published; 0 before
 * @param figures of the published stages, once all of them are
 * @param waiting who wants to hear of the end of a phase
 * @param look when a timer will look at it
 * @param version counts its writes
 */
public record EpochItem(
        int epoch,
        int attempt,
        Phase phase,
        Instant started,
        Instant since,
        Instant target,
        String secret,
        String commitment,
        long startedBefore,
        long redoneBefore,
        long redone,
        double mergeSeconds,
        EpochFigures figures,
        Optional<Waiting<Phase>> waiting,
        Optional<Instant> look,
        long version) {
    /** What the epoch is doing. */
    public enum Phase {
        /** Microbatches start. */
        TRAINING,
        /** None starts any more; what is on its way is finished. */
        DRAINING,
        /** The stages collect, inspect, merge and publish, side by side. */
        MERGING,
        /** The next epoch can start from its result. */
        PUBLISHED
    }

    /** An epoch that begins. */
    public static EpochItem fresh(
            int epoch,
            int attempt,
            Instant now,
            Instant target,
            String secret,
            String commitment,
            long started,
            long redone) {
        return new EpochItem(
                epoch,
                attempt,
                Phase.TRAINING,
                now,
                now,
                target,
                secret,
                commitment,
                started,
                redone,
                0,
                0,
                EpochFigures.NONE,
                Optional.empty(),
                Optional.empty(),
                0);
    }

    /** The same in another phase. */
    public EpochItem in(Phase next, Instant now) {
        return new EpochItem(
                epoch,
                attempt,
                next,
                started,
                now,
                target,
                secret,
                commitment,
                startedBefore,
                redoneBefore,
                redone,
                mergeSeconds,
                figures,
                waiting,
                look,
                version + 1);
    }

    /** The same, published. */
    public EpochItem published(long redoneInIt, EpochFigures all, Instant now) {
        var seconds = java.time.Duration.between(since, now).toMillis() / 1e3;
        return new EpochItem(
                epoch,
                attempt,
                Phase.PUBLISHED,
                started,
                now,
                target,
                secret,
                commitment,
                startedBefore,
                redoneBefore,
                redoneInIt,
                seconds,
                all,
                waiting,
                look,
                version + 1);
    }

    /** The same with another execution. */
    public EpochItem tried(int number) {
        return new EpochItem(
                epoch,
                number,
                phase,
                started,
                since,
                target,
                secret,
                commitment,
                startedBefore,
                redoneBefore,
                redone,
                mergeSeconds,
                figures,
                waiting,
                look,
                version + 1);
    }

    /** The same with somebody else who waits, or nobody. */
    public EpochItem waitedFor(Optional<Waiting<Phase>> who) {
        return new EpochItem(
                epoch,
                attempt,
                phase,
                started,
                since,
                target,
                secret,
                commitment,
                startedBefore,
                redoneBefore,
                redone,
                mergeSeconds,
                figures,
                who,
                look,
                version + 1);
    }

    /** The same with another time to look. */
    public EpochItem lookedAt(Instant next) {
        return new EpochItem(
                epoch,
                attempt,
                phase,
                started,
                since,
                target,
                secret,
                commitment,
                startedBefore,
                redoneBefore,
                redone,
                mergeSeconds,
                figures,
                waiting,
                Optional.of(next),
                version + 1);
    }
}
