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
public record OrderAnswer(boolean refused, Optional<Order> order, boolean changed, String reason) {
    static OrderAnswer changes(Optional<Order> next, String reason) {
        return new OrderAnswer(false, next, true, reason);
    }

    static OrderAnswer stays(OrderFacts facts, String reason) {
        return new OrderAnswer(false, facts.order(), false, reason);
    }

    static OrderAnswer refuses(OrderFacts facts, String reason) {
        return new OrderAnswer(true, facts.order(), false, reason);
    }
}
