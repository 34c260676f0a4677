package dev.iota.core.epoch;

import dev.iota.core.base.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where an epoch stands. {@link EpochTick} says what follows.
 *
 * @param attempt number of the execution that moves it on, counted from 1
 * @param start what was fixed when it began
 * @param since when its phase began
 * @param outcome what came of it; {@link Outcome#NONE} before it is published
 * @param attention who wants to hear of it
 * @param version counts its writes; every write is conditional on the version it read
 */
public record Epoch(
        int epoch,
        int attempt,
        Start start,
        Phase phase,
        Instant since,
        Outcome outcome,
        Attention<Phase> attention,
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

    /**
     * What is fixed when an epoch begins.
     *
     * @param at when
     * @param target when its training should be over
     * @param secret of its plans, in hexadecimal: shown to nobody before it is over
     * @param commitment to the secret
     * @param started microbatches that had started before it
     * @param redone positions that had started again before it
     */
    public record Start(Instant at, Instant target, String secret, String commitment, long started, long redone) {}

    /**
     * What came of an epoch.
     *
     * @param redone positions that started again during it
     * @param mergeSeconds from the end of draining until it was published
     * @param figures of its stages
     * @param carriedOver stages of which nothing was merged
     */
    public record Outcome(long redone, double mergeSeconds, EpochFigures figures, List<CarriedOver> carriedOver) {
        public static final Outcome NONE = new Outcome(0, 0, EpochFigures.NONE, List.of());

        public Outcome {
            carriedOver = List.copyOf(carriedOver);
        }
    }

    /** An epoch that begins. */
    public static Epoch fresh(int epoch, int attempt, Start start) {
        return new Epoch(epoch, attempt, start, Phase.TRAINING, start.at(), Outcome.NONE, Attention.none(), 0);
    }

    /** The same in another phase. */
    public Epoch in(Phase next, Instant now) {
        return new Epoch(epoch, attempt, start, to(next), now, outcome, attention, version + 1);
    }

    /** The same, published. */
    public Epoch published(long redone, EpochFigures figures, List<CarriedOver> carriedOver, Instant now) {
        var result = new Outcome(redone, Duration.between(since, now).toMillis() / 1e3, figures, carriedOver);
        return new Epoch(epoch, attempt, start, to(Phase.PUBLISHED), now, result, attention, version + 1);
    }

    /**
     * The same after a pause: an epoch that trains has the time again in which nothing could start. One that does not
     * train lost none.
     *
     * @param since when the pause began, which may be before the epoch did
     */
    public Epoch prolonged(Instant since, Instant now) {
        var lost = Duration.between(since.isAfter(start.at()) ? since : start.at(), now);
        if (phase != Phase.TRAINING || lost.isNegative() || lost.isZero()) {
            return this;
        }
        var later = new Start(
                start.at().plus(lost),
                start.target().plus(lost),
                start.secret(),
                start.commitment(),
                start.started(),
                start.redone());
        return new Epoch(epoch, attempt, later, phase, this.since, outcome, attention, version + 1);
    }

    /** The same with another execution. */
    public Epoch tried(int number) {
        return new Epoch(epoch, number, start, phase, since, outcome, attention, version + 1);
    }

    /** The same with somebody else who waits, or nobody. */
    public Epoch waitedFor(Optional<Waiting<Phase>> who) {
        return attended(attention.waitedFor(who));
    }

    /** The same with another attention; the same object if it has it. */
    Epoch attended(Attention<Phase> next) {
        return next.equals(attention)
                ? this
                : new Epoch(epoch, attempt, start, phase, since, outcome, next, version + 1);
    }

    private Phase to(Phase next) {
        return Transition.take(TRANSITIONS, phase, next);
    }
}
