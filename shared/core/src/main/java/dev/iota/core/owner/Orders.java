package dev.iota.core.owner;

import dev.iota.core.owner.Order.Kind;
import java.time.Instant;
import java.util.Optional;

/** What a run answers to a command of its owner: facts and a time in, the order in force and the reason out. */
public final class Orders {
    private static final String MAKING = "the run is still being made; './iota run create' goes on with that";

    private Orders() {}

    /** Whoever asks may die before the answer is written, and ask again. */
    public static Answer to(Command command, RunFacts facts, Instant now) {
        var state = RunState.of(facts);
        if (state == RunState.MAKING) {
            return Answer.refuses(facts, MAKING);
        }
        return switch (command) {
            case PAUSE -> pause(state, facts, now);
            case RESUME -> resume(state, facts);
            case STOP -> stop(state, facts, now);
            case STOP_NOW -> stopNow(state, facts, now);
            case START -> start(state, facts);
        };
    }

    private static Answer pause(RunState state, RunFacts facts, Instant now) {
        return switch (state) {
            case TRAINING ->
                Answer.changes(
                        order(Kind.PAUSE, facts, now),
                        "no microbatch starts any more; what is under way is brought to its end, and miners stay");
            case PAUSED -> Answer.stays(facts, "the run is paused already");
            default -> Answer.refuses(facts, "there is nothing to pause: " + why(state, facts));
        };
    }

    private static Answer resume(RunState state, RunFacts facts) {
        return switch (state) {
            case PAUSED -> Answer.changes(Optional.empty(), "the run goes on");
            case TRAINING -> Answer.stays(facts, "the run trains already");
            case HALTED ->
                Answer.refuses(
                        facts, why(state, facts) + "; --rate R goes on from its last good epoch with another rate");
            default ->
                Answer.refuses(facts, why(state, facts) + "; './iota run start' lets it go on once it has ended");
        };
    }

    private static Answer stop(RunState state, RunFacts facts, Instant now) {
        return switch (state) {
            case TRAINING, PAUSED ->
                Answer.changes(
                        order(Kind.STOP, facts, now),
                        facts.idle()
                                ? "the run ends, with nothing of its epoch to collect"
                                : "the run ends with epoch %d".formatted(facts.epoch()));
            default -> Answer.stays(facts, why(state, facts));
        };
    }

    private static Answer stopNow(RunState state, RunFacts facts, Instant now) {
        return switch (state) {
            case TRAINING, PAUSED, ENDING ->
                Answer.changes(
                        order(Kind.STOP, facts, now),
                        "the run ends now; what epoch %d trained is given up".formatted(facts.epoch()));
            default -> Answer.stays(facts, why(state, facts));
        };
    }

    private static Answer start(RunState state, RunFacts facts) {
        return switch (state) {
            case PAUSED -> Answer.changes(Optional.empty(), "the run goes on");
            case TRAINING -> Answer.stays(facts, "the run trains already");
            case ENDED ->
                facts.order().isPresent() && !isOver(facts)
                        ? Answer.changes(Optional.empty(), "the run goes on; start its miners again")
                        : Answer.refuses(facts, why(state, facts) + "; --epochs E lets it go on for E more");
            case HALTED ->
                Answer.refuses(facts, why(state, facts) + "; './iota run resume --rate R' goes on with another rate");
            default -> Answer.refuses(facts, why(state, facts) + "; wait until it has ended");
        };
    }

    /** What a person reads about a state. */
    public static String why(RunState state, RunFacts facts) {
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

    private static boolean isOver(RunFacts facts) {
        return facts.epochs() > 0 && facts.epoch() >= facts.epochs();
    }

    private static Optional<Order> order(Kind kind, RunFacts facts, Instant now) {
        return Optional.of(new Order(kind, now, facts.epoch()));
    }
}
