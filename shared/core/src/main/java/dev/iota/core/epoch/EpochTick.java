package dev.iota.core.epoch;

import dev.iota.core.epoch.Epoch.Phase;
import dev.iota.core.run.EpochSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What follows for an epoch: state and facts in, next state, effects and reason out. Whoever asks may die after any
 * step: the next tick finds what is left to do.
 */
public final class EpochTick {
    /** Between two looks at whether all microbatches that had to be taken back are. */
    public static final Duration AGAIN = Duration.ofSeconds(1);

    /** An epoch may drain for so many grace windows, however short its training was. */
    static final int GRACES = 10;

    private final EpochSpec spec;

    public EpochTick(EpochSpec spec) {
        this.spec = spec;
    }

    /** @throws IllegalArgumentException if the facts are of another phase */
    public TickDecision<Epoch> tick(Epoch epoch, EpochFacts facts, Instant now) {
        return switch (facts) {
            case EpochFacts.Training training
            when epoch.phase() == Phase.TRAINING -> tickTraining(epoch, training, now);
            case EpochFacts.Draining draining
            when epoch.phase() == Phase.DRAINING -> tickDraining(epoch, draining, now);
            case EpochFacts.Merging merging when epoch.phase() == Phase.MERGING -> tickMerging(epoch, merging, now);
            case EpochFacts.Published published
            when epoch.phase() == Phase.PUBLISHED -> rest(epoch, List.of(), Optional.empty(), "it is published", now);
            default ->
                throw new IllegalArgumentException("%s are no facts of an epoch that is %s"
                        .formatted(facts.getClass().getSimpleName(), epoch.phase()));
        };
    }

    /**
     * When an epoch whose microbatch came to its end is worth a look: not at once, since many end together, and not
     * before its training can end.
     */
    public Instant lookAfterEnd(Epoch epoch, Instant now) {
        var again = now.plus(AGAIN);
        var earliest = epoch.start().at().plus(spec.shortest());
        return again.isBefore(earliest) ? earliest : again;
    }

    /** Only a timer, unless one is on its way that comes early enough. */
    public TickDecision<Epoch> lookAt(Epoch epoch, Instant at, Instant now) {
        return rest(epoch, List.of(), Optional.of(at), "it is looked at again", now);
    }

    /**
     * Training ends for all stages at once: miners of a stage that stopped alone would wait for nothing, and what the
     * others still pass on to it would be taken back.
     */
    private TickDecision<Epoch> tickTraining(Epoch epoch, EpochFacts.Training facts, Instant now) {
        if (facts.paused()) {
            return rest(epoch, List.of(), Optional.empty(), "the run is paused", now);
        }
        if (facts.started() > epoch.start().started() && facts.exhausted()) {
            return TickDecision.moves(epoch.in(Phase.DRAINING, now), "the feeds are closed, or have nothing left");
        }
        var earliest = epoch.start().at().plus(spec.shortest());
        if (now.isBefore(earliest)) {
            return rest(
                    epoch,
                    List.of(),
                    Optional.of(earliest),
                    "an epoch's training goes on until %s".formatted(earliest),
                    now);
        }
        var full = facts.fullStage();
        if (full.isPresent()) {
            // Stages need not have as many miners as one another: those of a larger one would wait for what cannot
            // come.
            return TickDecision.moves(
                    epoch.in(Phase.DRAINING, now),
                    "every miner of stage %d has as many microbatches as its step admits".formatted(full.getAsInt()));
        }
        var all =
                facts.stages().stream().map(staff -> quorum(epoch, staff, now)).toList();
        // The stage that is looked at last decides when there is a point in looking.
        var last = all.stream()
                .filter(decision -> !decision.ends())
                .max(Comparator.comparing(decision -> decision.next().orElse(Instant.MAX)))
                .orElseGet(all::getLast);
        return last.ends()
                ? TickDecision.moves(epoch.in(Phase.DRAINING, now), last.reason())
                : rest(epoch, List.of(), last.next(), last.reason(), now);
    }

    private QuorumDecision quorum(Epoch epoch, EpochFacts.Staff staff, Instant now) {
        var options = spec.quorums();
        var qualified = (int) staff.backwards().stream()
                .filter(count -> count >= options.minimumBackwards())
                .count();
        return Quorum.decide(
                now,
                new PhaseState.Training(staff.active(), qualified, epoch.start().target()),
                options);
    }

    /**
     * What is on its way is finished. Once the grace window has closed, nothing is waited for unless something is on
     * time, and for no longer than training took; then all of it is taken back.
     */
    private TickDecision<Epoch> tickDraining(Epoch epoch, EpochFacts.Draining facts, Instant now) {
        if (!facts.ended()) {
            return TickDecision.first(epoch, "nothing more of the epoch starts", List.of(new Effect.EndFeeds()));
        }
        if (facts.open() == 0) {
            return TickDecision.moves(epoch.in(Phase.MERGING, now), "no microbatch is on its way");
        }
        var reason = "%d microbatches are on their way".formatted(facts.open());
        var grace = graceUntil(epoch);
        var until = facts.onTime()
                .map(due -> due.isBefore(longest(epoch)) ? due : longest(epoch))
                .filter(grace::isBefore)
                .orElse(grace);
        if (now.isBefore(until)) {
            return rest(epoch, List.of(), Optional.of(until), reason, now);
        }
        return facts.takenBack()
                ? rest(epoch, List.of(), Optional.of(now.plus(AGAIN)), reason, now)
                : TickDecision.first(epoch, "the time of what is on its way is over", List.of(new Effect.TakeBack()));
    }

    /** When the grace window of an epoch that drains closes. */
    public Instant graceUntil(Epoch epoch) {
        return epoch.since().plus(spec.quorums().grace());
    }

    /** Miners that finish little and yet something hold the others up no longer than that. */
    private Instant longest(Epoch epoch) {
        var training = Duration.between(epoch.start().at(), epoch.since());
        var shortest = spec.quorums().grace().multipliedBy(GRACES);
        return epoch.since().plus(training.compareTo(shortest) > 0 ? training : shortest);
    }

    private static TickDecision<Epoch> tickMerging(Epoch epoch, EpochFacts.Merging facts, Instant now) {
        var missing = IntStream.range(0, facts.stages())
                .filter(stage -> !facts.begun().contains(stage))
                .mapToObj(Effect.Collect::new)
                .toList();
        return rest(epoch, missing, Optional.empty(), "the stages merge", now);
    }

    /** Stays in its phase: whoever waited for the one before is answered, and a timer is set. */
    private static TickDecision<Epoch> rest(
            Epoch epoch, List<? extends Effect> effects, Optional<Instant> look, String reason, Instant now) {
        var rest = epoch.attention().rest(epoch.phase(), look, now);
        var all = new ArrayList<Effect>(effects);
        all.addAll(rest.effects());
        return new TickDecision<>(epoch.attended(rest.next()), all, reason, false);
    }
}
