package dev.iota.local.simulator.plane;

import dev.iota.core.admission.Blame;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One transition of a microbatch that is to be written, with everything that must happen together with it. */
final class HopMove {
    /** The item that is replaced; none for a new microbatch. */
    final @Nullable Tracked tracked;

    /** The version that is replaced. */
    final long version;

    /** When a timer looks at it at the latest, if it was leased: see the orchestrator's {@code HopTransaction}. */
    Optional<Instant> guarded = Optional.empty();

    final List<Hotkey> holders;
    final Microbatch decided;

    /** Who answered, if somebody did, and under which registration. */
    @Nullable MinerRow sender;

    long registration;

    /** What the answer counts as. */
    Answer answer = Answer.NONE;

    List<Blame> blames = List.of();

    /** Whose lease ran out, if one did. */
    @Nullable MinerRow lapsed;

    boolean lapsedOut;

    /** Whose older leases are taken back, if any are. */
    @Nullable MinerRow fenced;

    /** The feed after it, if it changes with this. */
    @Nullable Feed feed;

    /** Whether what became of microbatches is counted. */
    boolean counted;

    Set<Hotkey> avoided = Set.of();

    /** Who gets it if it has a free slot, if it is known. */
    @Nullable Hotkey preferred;

    enum Answer {
        NONE,
        FORWARD,
        BACKWARD,
        REFUSAL
    }

    private HopMove(@Nullable Tracked tracked, long version, List<Hotkey> holders, Microbatch decided) {
        this.tracked = tracked;
        this.version = version;
        this.holders = holders;
        this.decided = decided;
    }

    static HopMove of(Tracked tracked, Microbatch decided) {
        var before = tracked.microbatch;
        var move = new HopMove(tracked, before.version(), Holders.of(before), decided);
        move.guarded = before.lease().map(Lease::until);
        return move;
    }

    /** Gives what waits to a miner, if there is one. */
    static HopMove lease(Tracked tracked) {
        return of(tracked, tracked.microbatch);
    }

    static HopMove fresh(Feed.Drawn drawn, @Nullable Hotkey preferred) {
        var move = new HopMove(null, -1, List.of(), drawn.microbatch());
        move.preferred = preferred;
        move.feed = drawn.feed();
        return move;
    }

    /** Whether a timer that is on its way looks at the microbatch before this lease is over. */
    boolean guards(Lease next) {
        return guarded.filter(at -> !at.isAfter(next.until())).isPresent();
    }

    /** Whether there is nothing to write unless somebody takes the next hop. */
    boolean isOnlyALease() {
        return tracked == null || version == decided.version();
    }
}
