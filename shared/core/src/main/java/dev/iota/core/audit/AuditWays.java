package dev.iota.core.audit;

import static dev.iota.core.audit.Audit.State.CONFIRMED;
import static dev.iota.core.audit.Audit.State.DISPUTED;
import static dev.iota.core.audit.Audit.State.DRAWN;
import static dev.iota.core.audit.Audit.State.LAPSED;
import static dev.iota.core.audit.Audit.State.LEASED;
import static dev.iota.core.audit.Audit.State.PASSED;
import static dev.iota.core.audit.Audit.State.SUSPECT;

import dev.iota.core.audit.Audit.State;
import dev.iota.core.base.Transition;
import java.util.List;

/**
 * Every way that an audit can go from state to state. Every change of an audit takes one of them, and a change that is
 * not in the table throws; the diagram in docs/architecture.md is drawn from it. A verdict counts for an audit that
 * waits as it does for one that is leased: it came after its lease ran out.
 */
final class AuditWays {
    private AuditWays() {}

    /** A transition and what causes it. */
    record Way(AuditCause cause, Transition<State> transition) {}

    private static final String EXPIRED = "the lease ran out or its validator registered again, another one may";
    private static final String UNABLE = "its validator cannot judge it, another one may";
    private static final String RIGHT = "a validator finds it right, and none found it wrong";
    private static final String WRONG = "a first validator finds it wrong, a second one has to look";
    private static final String DIFFERENT = "a second validator finds it right, a third one has to look";
    private static final String PROVEN = "as many validators as the run asks for find it wrong";
    private static final String OUTVOTED = "a third validator finds it right, too";
    private static final String OVER = "nobody decided it in time";

    static final List<Way> WAYS = List.of(
            way(DRAWN, AuditCause.LEASE, LEASED, "a validator is given it"),
            way(DRAWN, AuditCause.VERDICT, PASSED, RIGHT),
            way(DRAWN, AuditCause.VERDICT, SUSPECT, WRONG),
            way(DRAWN, AuditCause.VERDICT, CONFIRMED, PROVEN),
            way(DRAWN, AuditCause.LAPSE, LAPSED, OVER),
            way(LEASED, AuditCause.EXTENSION, LEASED, "the validator is alive, its lease is extended"),
            way(LEASED, AuditCause.EXPIRY, DRAWN, EXPIRED),
            way(LEASED, AuditCause.EXPIRY, SUSPECT, EXPIRED),
            way(LEASED, AuditCause.EXPIRY, DISPUTED, EXPIRED),
            way(LEASED, AuditCause.FAILURE, DRAWN, UNABLE),
            way(LEASED, AuditCause.FAILURE, SUSPECT, UNABLE),
            way(LEASED, AuditCause.FAILURE, DISPUTED, UNABLE),
            way(LEASED, AuditCause.FAILURE, LAPSED, "a second validator cannot judge it"),
            way(LEASED, AuditCause.FAILURE, CONFIRMED, "what the miner stored is not what it signed"),
            way(LEASED, AuditCause.VERDICT, LEASED, "a late verdict that decides nothing, another validator is at it"),
            way(LEASED, AuditCause.VERDICT, PASSED, "found right, by the first validator or by two of three"),
            way(LEASED, AuditCause.VERDICT, SUSPECT, WRONG),
            way(LEASED, AuditCause.VERDICT, DISPUTED, DIFFERENT),
            way(LEASED, AuditCause.VERDICT, CONFIRMED, PROVEN),
            way(LEASED, AuditCause.LAPSE, LAPSED, OVER),
            way(SUSPECT, AuditCause.LEASE, LEASED, "a second validator is given it"),
            way(SUSPECT, AuditCause.VERDICT, DISPUTED, DIFFERENT),
            way(SUSPECT, AuditCause.VERDICT, CONFIRMED, PROVEN),
            way(SUSPECT, AuditCause.LAPSE, LAPSED, OVER),
            way(DISPUTED, AuditCause.LEASE, LEASED, "a third validator is given it"),
            way(DISPUTED, AuditCause.VERDICT, PASSED, OUTVOTED),
            way(DISPUTED, AuditCause.VERDICT, CONFIRMED, PROVEN),
            way(DISPUTED, AuditCause.LAPSE, LAPSED, OVER));

    /**
     * Takes a way.
     *
     * @throws IllegalStateException if the cause opens none from one state to the other
     */
    static void take(State from, AuditCause cause, State to) {
        var ways = WAYS.stream()
                .filter(way -> way.cause() == cause)
                .map(Way::transition)
                .toList();
        Transition.take(ways, from, to);
    }

    private static Way way(State from, AuditCause cause, State to, String when) {
        return new Way(cause, new Transition<>(from, to, when));
    }
}
