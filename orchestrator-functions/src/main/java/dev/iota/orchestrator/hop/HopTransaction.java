package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Slot;
import dev.iota.orchestrator.context.MinerChanges;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One transition of a microbatch that is to be written, with everything that must happen together with it.
 *
 * @param before what is replaced
 * @param decided what it becomes; if it waits then, it is leased in the same write where possible
 * @param answer that it follows from, if it does
 * @param loser what is on record of a miner that loses the microbatch with it, if that is at hand
 * @param miners what happens to miners besides the slots
 * @param others what else happens in the transaction
 * @param avoided miners that do not get the next hop
 * @param preferred who gets it if it has a free slot, if it is known
 */
public record HopTransaction(
        Before before,
        Microbatch decided,
        Optional<HopAnswer> answer,
        Optional<MinerRecord> loser,
        Consumer<MinerChanges> miners,
        Consumer<Transaction> others,
        Set<Hotkey> avoided,
        Optional<Hotkey> preferred) {

    /**
     * A microbatch before a transition.
     *
     * @param version that is replaced; none for a new microbatch
     * @param guarded when a timer looks at the microbatch at the latest, if it was leased
     * @param slots that it took up
     */
    record Before(OptionalLong version, Optional<Instant> guarded, List<Slot> slots) {
        static final Before NOTHING = new Before(OptionalLong.empty(), Optional.empty(), List.of());

        static Before of(Microbatch microbatch) {
            return new Before(
                    OptionalLong.of(microbatch.version()),
                    microbatch.lease().map(Lease::until),
                    Holders.slots(microbatch));
        }

        Before unguarded() {
            return new Before(version, Optional.empty(), slots);
        }
    }

    /** From one state to another. */
    public static HopTransaction of(Microbatch before, Microbatch decided) {
        return of(Before.of(before), decided, Optional.empty());
    }

    /** A microbatch that is new. */
    static HopTransaction fresh(Microbatch microbatch, Optional<Hotkey> preferred) {
        return of(Before.NOTHING, microbatch, preferred);
    }

    private static HopTransaction of(Before before, Microbatch decided, Optional<Hotkey> preferred) {
        return new HopTransaction(
                before,
                decided,
                Optional.empty(),
                Optional.empty(),
                minerChanges -> {},
                transaction -> {},
                Set.of(),
                preferred);
    }

    public HopTransaction answeredBy(HopAnswer said) {
        return new HopTransaction(before, decided, Optional.of(said), loser, miners, others, avoided, preferred);
    }

    public HopTransaction takenFrom(Optional<MinerRecord> miner) {
        return new HopTransaction(before, decided, answer, miner, miners, others, avoided, preferred);
    }

    public HopTransaction with(Consumer<MinerChanges> change) {
        return new HopTransaction(before, decided, answer, loser, change, others, avoided, preferred);
    }

    public HopTransaction and(Consumer<Transaction> other) {
        return new HopTransaction(before, decided, answer, loser, miners, others.andThen(other), avoided, preferred);
    }

    /** The same whose timer has come: a lease that follows needs one of its own. */
    HopTransaction unguarded() {
        return new HopTransaction(before.unguarded(), decided, answer, loser, miners, others, avoided, preferred);
    }

    HopTransaction avoiding(Set<Hotkey> hotkeys) {
        return new HopTransaction(before, decided, answer, loser, miners, others, hotkeys, preferred);
    }

    /**
     * Whether a timer that is on its way already looks at the microbatch before this lease is over: it finds the lease
     * that is in force then, and comes again at its end. So a microbatch needs one timer, unless a lease ends before
     * the one that it follows.
     */
    boolean guards(Lease next) {
        return before.guarded().filter(at -> !at.isAfter(next.until())).isPresent();
    }

    /** Whether there is nothing to write unless somebody takes the next hop. */
    boolean isOnlyALease() {
        return before.version().isEmpty() || before.version().getAsLong() == decided.version();
    }
}
