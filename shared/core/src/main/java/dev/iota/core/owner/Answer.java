package dev.iota.core.owner;

import java.util.Optional;

/**
 * What follows from a command.
 *
 * @param refused whether the run does not do it
 * @param order that is in force then
 * @param changed whether that is another one than before
 * @param reason one sentence
 */
public record Answer(boolean refused, Optional<Order> order, boolean changed, String reason) {
    static Answer changes(Optional<Order> next, String reason) {
        return new Answer(false, next, true, reason);
    }

    static Answer stays(RunFacts facts, String reason) {
        return new Answer(false, facts.order(), false, reason);
    }

    static Answer refuses(RunFacts facts, String reason) {
        return new Answer(true, facts.order(), false, reason);
    }
}
