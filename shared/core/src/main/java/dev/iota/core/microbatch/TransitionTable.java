package dev.iota.core.microbatch;

import static dev.iota.core.microbatch.Microbatch.State.COMPLETE;
import static dev.iota.core.microbatch.Microbatch.State.LEASED;
import static dev.iota.core.microbatch.Microbatch.State.LOST;
import static dev.iota.core.microbatch.Microbatch.State.UNFINISHED;
import static dev.iota.core.microbatch.Microbatch.State.WAITING;

import dev.iota.core.base.Transition;
import dev.iota.core.microbatch.Microbatch.State;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every way that a microbatch can go from state to state. Every change of a microbatch takes one of them, and a change
 * that is not in the table throws; the diagram in docs/architecture.md is drawn from it. An answer counts for a
 * microbatch that waits as it does for one that is leased: it came after its lease ran out, and before any other.
 */
final class TransitionTable {
    private TransitionTable() {}

    /** A transition and what causes it. */
    record Way(Cause cause, Transition<State> transition) {}

    private static final String FORWARD_DONE = "forward done, on to the next stage";
    private static final String BACKWARD_DONE = "backward done, back to the stage before";
    private static final String BACK_AT_THE_HEAD = "backward done at the head";
    private static final String REFUSED = "refused by a miner, the same hop again";
    private static final String BAD = "the input is bad and its producer to blame, the hop of the producer again";
    private static final String GIVEN_UP = "no miner can do the hop, its position starts again at stage 0";
    private static final String FAILED = "no miner can do the hop, and its position failed too often";
    private static final String OVER = "the epoch is over, and its position starts again";

    static final List<Way> WAYS = List.of(
            way(WAITING, Cause.LEASE, LEASED, "a miner is given the hop"),
            way(WAITING, Cause.FORWARD, WAITING, FORWARD_DONE),
            way(WAITING, Cause.BACKWARD, WAITING, BACKWARD_DONE),
            way(WAITING, Cause.BACKWARD, COMPLETE, BACK_AT_THE_HEAD),
            way(WAITING, Cause.FENCE, WAITING, "a lease that ran out is fenced, its answer counts no more"),
            way(WAITING, Cause.REFUSAL, WAITING, REFUSED),
            way(WAITING, Cause.REFUSAL, UNFINISHED, GIVEN_UP),
            way(WAITING, Cause.REFUSAL, LOST, FAILED),
            way(WAITING, Cause.BAD_INPUT, WAITING, BAD),
            way(WAITING, Cause.EPOCH_OVER, UNFINISHED, OVER),
            way(LEASED, Cause.EXTENSION, LEASED, "the miner is alive, its lease is extended"),
            way(LEASED, Cause.WITHDRAWAL, WAITING, "the miner has no room, and was not told"),
            way(LEASED, Cause.EXPIRY, WAITING, "the lease ran out, an answer still counts while it is the first"),
            way(LEASED, Cause.SILENCE, WAITING, "its miner fell silent, an answer still counts while it is the first"),
            way(LEASED, Cause.FENCE, WAITING, "the lease is fenced, its answer counts no more"),
            way(LEASED, Cause.FENCE, LEASED, "an older lease is fenced, the one in force stays"),
            way(LEASED, Cause.FORWARD, WAITING, FORWARD_DONE),
            way(LEASED, Cause.BACKWARD, WAITING, BACKWARD_DONE),
            way(LEASED, Cause.BACKWARD, COMPLETE, BACK_AT_THE_HEAD),
            way(LEASED, Cause.REFUSAL, WAITING, REFUSED),
            way(LEASED, Cause.REFUSAL, UNFINISHED, GIVEN_UP),
            way(LEASED, Cause.REFUSAL, LOST, FAILED),
            way(LEASED, Cause.BAD_INPUT, WAITING, BAD),
            way(LEASED, Cause.EPOCH_OVER, UNFINISHED, OVER));

    private static final Map<Cause, List<Transition<State>>> BY_CAUSE = WAYS.stream()
            .collect(Collectors.groupingBy(
                    Way::cause,
                    () -> new EnumMap<>(Cause.class),
                    Collectors.mapping(Way::transition, Collectors.toList())));

    /**
     * Takes a way.
     *
     * @throws IllegalStateException if the cause opens none from one state to the other
     */
    static void take(State from, Cause cause, State to) {
        Transition.take(BY_CAUSE.getOrDefault(cause, List.of()), from, to);
    }

    private static Way way(State from, Cause cause, State to, String when) {
        return new Way(cause, new Transition<>(from, to, when));
    }
}
