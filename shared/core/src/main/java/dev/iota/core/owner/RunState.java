package dev.iota.core.owner;

import dev.iota.core.owner.Order.Kind;

/** Where a run stands, as its owner sees it. */
public enum RunState {
    /** What its first epoch starts from is not all published. */
    MAKING,
    /** Microbatches start, as soon as there are miners. */
    TRAINING,
    /** None starts until its owner lets it go on. */
    PAUSED,
    /** Its last epoch is brought to its end. */
    ENDING,
    /** Nothing more is trained. */
    ENDED,
    /** It stopped by itself, since it diverged. */
    HALTED;

    /** The state that follows from the facts. */
    public static RunState of(OrderFacts facts) {
        var stopped = facts.order().filter(order -> order.kind() == Kind.STOP);
        if (!facts.begun()) {
            return MAKING;
        }
        if (facts.halted().isPresent()) {
            return stopped.isPresent() ? ENDED : HALTED;
        }
        if (facts.epochs() > 0 && facts.epoch() >= facts.epochs()) {
            return ENDED;
        }
        if (stopped.isPresent()) {
            return facts.epoch() > stopped.get().epoch() || facts.idle() ? ENDED : ENDING;
        }
        return facts.order().isPresent() ? PAUSED : TRAINING;
    }
}
