package dev.iota.core.epoch;

import java.util.List;
import java.util.stream.Stream;

/**
 * What follows for an epoch or a stage.
 *
 * @param next the state after it; the same object if it stays as it is
 * @param effects what else has to be done, in this order
 * @param reason for the log
 * @param again whether more may be due at once, when the effects are done
 */
public record TickDecision<S>(S next, List<Effect> effects, String reason, boolean again) {
    public TickDecision {
        effects = List.copyOf(effects);
    }

    /** Another phase, whose own tick comes next. */
    static <S> TickDecision<S> moves(S next, String reason) {
        return new TickDecision<>(next, List.of(), reason, true);
    }

    /** Something has to be done before anything else can be decided. */
    static <S> TickDecision<S> first(S state, String reason, List<? extends Effect> effects) {
        return new TickDecision<>(state, List.copyOf(effects), reason, true);
    }

    /** What comes before the write. */
    public Stream<Effect> guards() {
        return effects.stream().filter(Effect::isGuard);
    }

    /** What comes after the write. */
    public Stream<Effect> work() {
        return effects.stream().filter(effect -> !effect.isGuard());
    }
}
