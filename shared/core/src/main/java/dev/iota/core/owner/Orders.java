package dev.iota.core.owner;

import dev.iota.core.owner.Order.Kind;
import java.time.Instant;
import java.util.Optional;

/** What a run answers to a command of its owner: facts and a time in, the order in force and the reason out. */
public final class Orders {
    private static final String MAKING = "the run is still being made; './iota run create' goes on with that";

    private Orders() {}

    /** Whoever asks may die before the answer is written, and ask again. */
    public static OrderAnswer to(Command command, OrderFacts facts, Instant now) {
        var state = RunState.of(facts);
        if (state == RunState.MAKING) {
            return OrderAnswer.refuses(facts, MAKING);
        }
        return switch (command) {
            case PAUSE -> pause(state, facts, now);
            case RESUME -> resume(state, facts);
            case STOP -> stop(state, facts, now);
            case STOP_NOW -> stopNow(state, facts, now);
            case START -> start(state, facts);
        };
    }

    private static OrderAnswer pause(RunState state, OrderFacts facts, Instant now) {
        return switch (state) {
            case TRAINING ->
                OrderAnswer.changes(
                        order(Kind.PAUSE, facts, now),
                        "no microbatch starts any more; what is under way is brought to its end, and miners stay");
            case PAUSED -> OrderAnswer.stays(facts, "the run is paused already");
            default -> OrderAnswer.refuses(facts, "there is nothing to pause: " + why(state, facts));
        };
    }

    private static OrderAnswer resume(RunState state, OrderFacts facts) {
        return switch (state) {
            case PAUSED -> OrderAnswer.changes(Optional.empty(), "the run goes on");
            case TRAINING -> OrderAnswer.stays(facts, "the run trains already");
            case HALTED ->
                OrderAnswer.refuses(
                        facts, why(state, facts) + "; --rate R goes on from its last good epoch with another rate");
            default ->
                OrderAnswer.refuses(facts, why(state, facts) + "; './iota run start' lets it go on once it has ended");
        };
    }

    private static OrderAnswer stop(RunState state, OrderFacts facts, Instant now) {
        return switch (state) {
            case TRAINING, PAUSED ->
                OrderAnswer.changes(
                        order(Kind.STOP, facts, now),
                        facts.idle()
                                ? "the run ends, with nothing of its epoch to collect"
                                : "the run ends with epoch %d".formatted(facts.epoch()));
            default -> OrderAnswer.stays(facts, why(state, facts));
        };
    }

    private static OrderAnswer stopNow(RunState state, OrderFacts facts, Instant now) {
        return switch (state) {
            case TRAINING, PAUSED, ENDING ->
                OrderAnswer.changes(
                        order(Kind.STOP, facts, now),
                        "the run ends now; what epoch %d trained is given up".formatted(facts.epoch()));
            default -> OrderAnswer.stays(facts, why(state, facts));
        };
    }

    private static OrderAnswer start(RunState state, OrderFacts facts) {
        return switch (state) {
            case PAUSED -> OrderAnswer.changes(Optional.empty(), "the run goes on");
            case TRAINING -> OrderAnswer.stays(facts, "the run trains already");
            case ENDED ->
                facts.order().isPresent() && !isOver(facts)
                        ? OrderAnswer.changes(Optional.empty(), "the run goes on; start its miners again")
                        : OrderAnswer.refuses(facts, why(state, facts) + "; --epochs E lets it go on for E more");
            case HALTED ->
                OrderAnswer.refuses(
                        facts, why(state, facts) + "; './iota run resume --rate R' goes on with another rate");
            default -> OrderAnswer.refuses(facts, why(state, facts) + "; wait until it has ended");
        };
    }

    /** What a person reads about a state. */
    public static String why(RunState state, OrderFacts facts) {
        return switch (state) {
            case MAKING -> MAKING;
            case TRAINING -> "the run trains";
            case PAUSED -> "the run is paused";
            case ENDING -> "the run ends with epoch " + facts.epoch();
            case ENDED ->
                facts.halted().isPresent() || !isOver(facts)
                        ? "the run was ended by its owner"
                        : "the %d epochs of the run are over".formatted(facts.epochs());
            case HALTED -> "the run halted: " + facts.halted().orElse("");
        };
    }

    private static boolean isOver(OrderFacts facts) {
        return facts.epochs() > 0 && facts.epoch() >= facts.epochs();
    }

    private static Optional<Order> order(Kind kind, OrderFacts facts, Instant now) {
        return Optional.of(new Order(kind, now, facts.epoch()));
    }
}
