package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.Transaction;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.orchestrator.context.MinerChanges;
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
public record HopTransaction(
        OptionalLong version,
        List<Hotkey> holders,
        Microbatch decided,
        Consumer<MinerChanges> miners,
        Consumer<Transaction> others,
        Set<Hotkey> avoided) {

    /** From one state to another. */
    public static HopTransaction of(Microbatch before, Microbatch decided) {
        return new HopTransaction(
                OptionalLong.of(before.version()),
                Holders.of(before),
                decided,
                minerChanges -> {},
                transaction -> {},
                Set.of());
    }

    /** A microbatch that is new. */
    static HopTransaction fresh(Microbatch microbatch) {
        return new HopTransaction(
                OptionalLong.empty(), List.of(), microbatch, minerChanges -> {}, transaction -> {}, Set.of());
    }

    public HopTransaction with(Consumer<MinerChanges> change) {
        return new HopTransaction(version, holders, decided, change, others, avoided);
    }

    public HopTransaction and(Consumer<Transaction> other) {
        return new HopTransaction(version, holders, decided, miners, others.andThen(other), avoided);
    }

    HopTransaction avoiding(Set<Hotkey> hotkeys) {
        return new HopTransaction(version, holders, decided, miners, others, hotkeys);
    }

    /** Whether there is nothing to write unless somebody takes the next hop. */
    boolean isOnlyALease() {
        return version.isEmpty() || version.getAsLong() == decided.version();
    }
}
