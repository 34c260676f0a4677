package dev.iota.core.epoch;

import dev.iota.core.base.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
 */
public record Epoch(
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
        long version)
        implements EpochPart {
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

    private static final String ROLLED_BACK = "the run is rolled back";

    /** From phase to phase. */
    public static final List<Transition<Phase>> TRANSITIONS = List.of(
            new Transition<>(
                    Phase.TRAINING,
                    Phase.DRAINING,
                    "every stage has its quorum and the shortest time is over, or nothing more can start"),
            new Transition<>(
                    Phase.DRAINING, Phase.MERGING, "nothing is on its way, or its time is over and it is taken back"),
            new Transition<>(Phase.MERGING, Phase.PUBLISHED, "every stage is published, and the pointer flips"),
            new Transition<>(Phase.TRAINING, Phase.PUBLISHED, ROLLED_BACK),
            new Transition<>(Phase.DRAINING, Phase.PUBLISHED, ROLLED_BACK),
            new Transition<>(Phase.MERGING, Phase.PUBLISHED, ROLLED_BACK));

    /** An epoch that begins. */
    public static Epoch fresh(
            int epoch,
            int attempt,
            Instant now,
            Instant target,
            String secret,
            String commitment,
            long started,
            long redone) {
        return new Epoch(
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
    public Epoch in(Phase next, Instant now) {
        return with(draft -> draft.enter(next, now));
    }

    /** The same, published. */
    public Epoch published(long redoneInIt, EpochFigures all, Instant now) {
        return with(draft -> {
            draft.enter(Phase.PUBLISHED, now);
            draft.redone = redoneInIt;
            draft.mergeSeconds = Duration.between(since, now).toMillis() / 1e3;
            draft.figures = all;
        });
    }

    /** The same with another execution. */
    public Epoch tried(int number) {
        return with(draft -> draft.attempt = number);
    }

    /** The same with somebody else who waits, or nobody. */
    public Epoch waitedFor(Optional<Waiting<Phase>> who) {
        return with(draft -> draft.waiting = who);
    }

    /** The same with another time to look. */
    public Epoch lookedAt(Instant next) {
        return with(draft -> draft.look = Optional.of(next));
    }

    private Epoch with(Consumer<Draft> change) {
        var next = new Draft(this);
        change.accept(next);
        return new Epoch(
                epoch,
                next.attempt,
                next.phase,
                started,
                next.since,
                target,
                secret,
                commitment,
                startedBefore,
                redoneBefore,
                next.redone,
                next.mergeSeconds,
                next.figures,
                next.waiting,
                next.look,
                version + 1);
    }

    /** What may change. */
    private static final class Draft {
        private int attempt;
        private Phase phase;
        private Instant since;
        private long redone;
        private double mergeSeconds;
        private EpochFigures figures;
        private Optional<Waiting<Phase>> waiting;
        private Optional<Instant> look;

        private Draft(Epoch item) {
            attempt = item.attempt;
            phase = item.phase;
            since = item.since;
            redone = item.redone;
            mergeSeconds = item.mergeSeconds;
            figures = item.figures;
            waiting = item.waiting;
            look = item.look;
        }

        private void enter(Phase next, Instant now) {
            phase = Transition.take(TRANSITIONS, phase, next);
            since = now;
        }
    }
}
