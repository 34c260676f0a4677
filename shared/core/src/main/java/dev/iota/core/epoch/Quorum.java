package dev.iota.core.epoch;

import dev.iota.core.epoch.PhaseState.Collecting;
import dev.iota.core.epoch.PhaseState.OnShards;
import dev.iota.core.epoch.PhaseState.Publishing;
import dev.iota.core.epoch.PhaseState.Training;
import dev.iota.core.run.QuorumOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a phase of a stage ends: enough is there, never everyone. A quorum of q percent of N is max(1, ⌊q N / 100⌋). */
public final class Quorum {
    private Quorum() {}

    public static QuorumDecision decide(Instant now, PhaseState state, QuorumOptions options) {
        return switch (state) {
            case Training training -> training(now, training, options);
            case Collecting collecting -> collecting(now, collecting, options);
            case OnShards shards -> complete("agreed on", shards.agreed(), shards.shards(), shards.deadline());
            case Publishing shards -> complete("stored", shards.stored(), shards.shards(), shards.deadline());
        };
    }

    /** max(1, ⌊percent · of / 100⌋). */
    public static int required(int percent, int of) {
        return (int) Math.max(1, (long) percent * of / QuorumOptions.WHOLE);
    }

    private static QuorumDecision training(Instant now, Training state, QuorumOptions options) {
        if (state.qualified() == 0) {
            return QuorumDecision.waits(
                    Optional.empty(),
                    "none of %d active miners has %d backward passes yet",
                    state.active(),
                    options.minimumBackwards());
        }
        var percent = percentAt(now, state.target(), options);
        var required = required(percent, state.active());
        if (state.qualified() >= required) {
            return QuorumDecision.ends(
                    "%d of %d active miners have %d backward passes; %d are required at %d %%",
                    state.qualified(), state.active(), options.minimumBackwards(), required, percent);
        }
        return QuorumDecision.waits(
                enoughAt(state, options),
                "%d of %d active miners have %d backward passes; %d are required at %d %%",
                state.qualified(),
                state.active(),
                options.minimumBackwards(),
                required,
                percent);
    }

    private static int percentAt(Instant now, Instant target, QuorumOptions options) {
        if (!now.isAfter(target)) {
            return options.trainingPercent();
        }
        var steps = Duration.between(target, now).dividedBy(options.decayEvery());
        return (int) Math.max(0, options.trainingPercent() - steps * options.decayPercent());
    }

    /** When the decay will have made enough of those who qualify now. */
    private static Optional<Instant> enoughAt(Training state, QuorumOptions options) {
        if (options.decayPercent() == 0) {
            return Optional.empty();
        }
        for (var steps = 1L; ; steps++) {
            var at = state.target().plus(options.decayEvery().multipliedBy(steps));
            if (required(percentAt(at, state.target(), options), state.active()) <= state.qualified()) {
                return Optional.of(at);
            }
        }
    }

    private static QuorumDecision collecting(Instant now, Collecting state, QuorumOptions options) {
        var grace = state.since().plus(options.grace());
        var end = later(grace, state.awaited());
        if (state.qualifying() == 0) {
            return QuorumDecision.ends("no miner that answers has a step: there is nothing to collect");
        }
        if (state.uploaded() >= state.qualifying()) {
            return QuorumDecision.ends("all %d qualifying miners uploaded", state.qualifying());
        }
        if (!now.isBefore(end)) {
            return state.awaited().filter(grace::isBefore).isPresent()
                    ? QuorumDecision.ends(
                            "no upload moved any more, or their longest time was over, with %d of %d uploads",
                            state.uploaded(), state.qualifying())
                    : QuorumDecision.ends(
                            "the grace window closed with %d of %d uploads", state.uploaded(), state.qualifying());
        }
        var required = required(options.collectingPercent(), state.qualifying());
        if (state.uploaded() < required) {
            return QuorumDecision.waits(
                    Optional.of(end),
                    "%d of %d uploads; %d are required",
                    state.uploaded(),
                    state.qualifying(),
                    required);
        }
        var patience = state.quorumSince().orElse(now).plus(options.stragglers());
        var until = later(patience.isBefore(grace) ? patience : grace, state.awaited());
        if (!now.isBefore(until)) {
            return QuorumDecision.ends(
                    "%d of %d uploads, %d were required, and the others had their time",
                    state.uploaded(), state.qualifying(), required);
        }
        return QuorumDecision.waits(
                Optional.of(until),
                "%d of %d uploads; the others may come until %s",
                state.uploaded(),
                state.qualifying(),
                until);
    }

    private static Instant later(Instant one, Optional<Instant> other) {
        return other.filter(one::isBefore).orElse(one);
    }

    private static QuorumDecision complete(String what, int done, int of, Optional<Instant> deadline) {
        return done == of
                ? QuorumDecision.ends("every one of %d shards is %s", of, what)
                : QuorumDecision.waits(deadline, "%d of %d shards are %s", done, of, what);
    }
}
