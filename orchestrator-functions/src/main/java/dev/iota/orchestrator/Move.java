package dev.iota.orchestrator;

import dev.iota.cloud.table.Transaction;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Microbatch;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One transition of a microbatch that is to be written, with everything that must happen together with it.
 *
 * @param version that is replaced; none for a new microbatch
 * @param holders whose slots it took up before
 * @param decided what it becomes; if it waits then, it is leased in the same write where possible
 * @param miners what happens to miners besides the slots
 * @param others what else happens in the transaction
 * @param avoided miners that do not get the next hop
 */
record Move(
        OptionalLong version,
        List<Hotkey> holders,
        Microbatch decided,
        Consumer<Changes> miners,
        Consumer<Transaction> others,
        Set<Hotkey> avoided) {

    /** From one state to another. */
    static Move of(Microbatch before, Microbatch decided) {
        return new Move(
                OptionalLong.of(before.version()),
                Holders.of(before),
                decided,
                changes -> {},
                transaction -> {},
                Set.of());
    }

    /** A microbatch that is new. */
    static Move fresh(Microbatch microbatch) {
        return new Move(OptionalLong.empty(), List.of(), microbatch, changes -> {}, transaction -> {}, Set.of());
    }

    Move with(Consumer<Changes> change) {
        return new Move(version, holders, decided, change, others, avoided);
    }

    Move and(Consumer<Transaction> other) {
        return new Move(version, holders, decided, miners, others.andThen(other), avoided);
    }

    Move avoiding(Set<Hotkey> hotkeys) {
        return new Move(version, holders, decided, miners, others, hotkeys);
    }

    /** Whether there is nothing to write unless somebody takes the next hop. */
    boolean isOnlyALease() {
        return version.isEmpty() || version.getAsLong() == decided.version();
    }
}
