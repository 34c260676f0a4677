package dev.iota.core.epoch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who wants to hear of an epoch or of a stage.
 *
 * @param waiting a task of the state machine that waits for the end of a phase
 * @param look when a timer will look at it
 */
public record Attention<P extends Enum<P>>(Optional<Waiting<P>> waiting, Optional<Instant> look) {

    /** A timer comes after so long at the latest; one that comes early looks again. */
    public static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

    /** A timer that is due within so long may have come already, by the clock of its queue. */
    private static final Duration SKEW = Duration.ofSeconds(1);

    /** When a timer that should come at {@code at} arrives: in whole seconds, and no later than it can. */
    static Instant arrival(Instant now, Instant at) {
        var delay = Duration.between(now, at).plusMillis(1);
        var seconds = Math.ceilDiv(Math.max(delay.toMillis(), 0), 1000L);
        return now.plusSeconds(Math.min(seconds, LONGEST_DELAY.toSeconds()));
    }

    static <P extends Enum<P>> Attention<P> none() {
        return new Attention<>(Optional.empty(), Optional.empty());
    }

    Attention<P> waitedFor(Optional<Waiting<P>> who) {
        return new Attention<>(who, look);
    }

    /**
     * A state that stays in its phase: whoever waited for the one before is answered, and a timer is set, unless one is
     * on its way that comes early enough.
     *
     * @param effects with which the next attention comes about
     */
    record Rest<P extends Enum<P>>(Attention<P> next, List<Effect> effects) {}

    /**
     * @param phase that the state is in
     * @param at when to look again, if at all
     */
    Rest<P> rest(P phase, Optional<Instant> at, Instant now) {
        var effects = new ArrayList<Effect>();
        waiting.filter(who -> phase.compareTo(who.phase()) > 0)
                .ifPresent(who -> effects.add(new Effect.Answer(who.token())));
        var answered = effects.isEmpty() ? waiting : Optional.<Waiting<P>>empty();
        var due = at.filter(then -> look.filter(timer ->
                        timer.isAfter(now.plus(SKEW)) && !timer.isAfter(arrival(now, then)))
                .isEmpty());
        due.ifPresent(then -> effects.add(new Effect.LookAt(then)));
        return new Rest<>(new Attention<>(answered, due.map(then -> arrival(now, then)).or(() -> look)), effects);
    }
}
