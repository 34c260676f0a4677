package dev.iota.orchestrator.hop;

import dev.iota.cloud.count.Causes;
import dev.iota.cloud.count.Counting;
import dev.iota.cloud.table.MicrobatchTable;
import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.Choice;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.MinerChanges;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a transition together with the choice of who does the next hop: arms the timer that guards the lease, makes
 * one conditional transaction, then sends the work. Killed in between it leaves a timer that guards nothing, or a lease
 * without work, which the timer takes back.
 */
public final class HopCommitter {
    /**
     * Miners that are tried before the next hop is left waiting. Each that is found to be full was a stale hint, and
     * another one is chosen; no write is repeated as {@link dev.iota.orchestrator.context.Optimistic} does it.
     */
    private static final int TRIES = 5;

    private final Services services;
    private final Candidates candidates;
    private final StructuredLog structuredLog = new StructuredLog(HopCommitter.class);

    HopCommitter(Services services, Candidates candidates) {
        this.services = services;
        this.candidates = candidates;
    }

    private record Chosen(MinerRecord miner, Lease lease, boolean needsSlot, Microbatch next, Work work) {}

    public CommitResult move(Run run, HopTransaction hopTransaction) {
        var decided = hopTransaction.decided();
        var avoided = new HashSet<>(hopTransaction.avoided());
        for (var attempt = 0; attempt < TRIES && decided.state() == State.WAITING; attempt++) {
            var choice = choose(run, decided, avoided);
            if (choice.lease().isEmpty()) {
                break;
            }
            var chosen = prepare(run, decided, choice);
            var result = chosen.isPresent() ? write(run, hopTransaction, chosen) : Optional.<CommitResult>empty();
            if (result.isPresent()) {
                return result.get();
            }
            avoided.add(choice.lease().get().hotkey());
            candidates.forget(decided.stage());
        }
        if (hopTransaction.isOnlyALease()) {
            return new CommitResult.Nowhere("no miner of stage %d has room".formatted(decided.stage()));
        }
        return write(run, hopTransaction, Optional.empty()).orElseThrow();
    }

    private Choice choose(Run run, Microbatch decided, Set<Hotkey> avoided) {
        var known = new ArrayList<>(candidates.of(decided.stage()));
        // Of a large stage another part is known each time, and the owner of the forward may not be in it.
        decided.owner()
                .filter(owner -> known.stream().noneMatch(m -> m.hotkey().equals(owner)))
                .flatMap(services.miners()::get)
                .ifPresent(known::add);
        var eligible = run.eligibility().of(decided, Candidates.asKnown(known), avoided);
        return run.router().route(decided, eligible, services.now(), services.random());
    }

    /**
     * A lease that takes up a slot is refused by the transaction if its miner registered again. One of a slot that its
     * miner has already changes nothing of the miner, and needs no write of it: a look is enough. Where the miner
     * registers right after it, the lease runs out, since nothing counts under an older registration.
     */
    private Optional<Chosen> prepare(Run run, Microbatch decided, Choice choice) {
        var lease = choice.lease().orElseThrow();
        var leased = run.transitions().lease(decided, lease, services.now()).next();
        var miner = candidates.of(decided.stage()).stream()
                .filter(m -> choice.needsSlot() && m.hotkey().equals(lease.hotkey()))
                .findFirst()
                .or(() -> services.miners().get(lease.hotkey()));
        return miner.filter(m -> m.registration() == lease.registration())
                .map(m -> new Chosen(
                        m, lease, choice.needsSlot(), leased, run.works().of(leased, lease)));
    }

    /** Empty if only the chosen miner stood in the way. */
    private Optional<CommitResult> write(Run run, HopTransaction hopTransaction, Optional<Chosen> chosen) {
        var next = chosen.map(Chosen::next).orElse(hopTransaction.decided());
        chosen.map(Chosen::lease).filter(lease -> !hopTransaction.guards(lease)).ifPresent(lease -> services.timers()
                .arm(new LeaseTimer(next.id(), lease.id()), guard(lease)));

        var held = Holders.change(hopTransaction.holders(), Holders.of(next));
        var minerChanges = new MinerChanges();
        hopTransaction.miners().accept(minerChanges);
        var needed = minerChanges.all().stream().map(MinerChange::hotkey).toList();
        held.forEach((hotkey, more) -> minerChanges.of(hotkey).hold(more));
        chosen.ifPresent(c -> require(run, minerChanges, c, held));

        var transaction = services.transaction();
        hopTransaction
                .version()
                .ifPresentOrElse(version -> run.microbatches().put(transaction, next, version), () -> run.microbatches()
                        .create(transaction, next));
        minerChanges.all().forEach(change -> services.miners().change(transaction, change));
        hopTransaction.others().accept(transaction);
        var outcome = transaction.commit();
        if (outcome.committed()) {
            candidates.apply(minerChanges.all());
            if (next.state() == State.COMPLETE) {
                Counting.happened(Causes.MICROBATCH);
            }
            chosen.ifPresent(c -> deliver(c.miner(), c.work()));
            return Optional.of(new CommitResult.To(next));
        }
        return refused(outcome.refused(), needed, chosen);
    }

    private static Optional<CommitResult> refused(Set<String> refused, List<Hotkey> needed, Optional<Chosen> chosen) {
        if (refused.isEmpty() || refused.contains(MicrobatchTable.LABEL)) {
            return Optional.of(new CommitResult.Stale());
        }
        if (needed.stream().map(MinerChange::label).anyMatch(refused::contains)) {
            return Optional.of(new CommitResult.Fenced());
        }
        var full = chosen.map(c -> MinerChange.label(c.miner().hotkey())).filter(refused::contains);
        return full.isPresent() ? Optional.empty() : Optional.of(new CommitResult.Stale());
    }

    private static void require(Run run, MinerChanges minerChanges, Chosen chosen, Map<Hotkey, Integer> held) {
        var hotkey = chosen.miner().hotkey();
        if (!chosen.needsSlot() && !minerChanges.isChanged(hotkey)) {
            return;
        }
        var change = minerChanges.of(hotkey).under(chosen.lease().registration());
        // Who gives a slot back with the same transition may take it again.
        if (chosen.needsSlot() && held.getOrDefault(hotkey, 0) > 0) {
            change.withRoom();
            if (chosen.next().direction() == Direction.FORWARD) {
                run.most().ifPresent(change::withinStep);
            }
        }
    }

    /** A moment after the lease, so that it is over when the timer arrives. */
    private Duration guard(Lease lease) {
        return Duration.between(services.now(), lease.until()).plusMillis(1);
    }

    /**
     * The inbox of a living registration is made again if its queue is gone: an embedded cloud forgets queues when it
     * restarts.
     */
    private void deliver(MinerRecord miner, Work work) {
        if (services.inboxes().send(miner.inbox(), work)) {
            return;
        }
        var current = services.miners().get(miner.hotkey()).filter(m -> m.registration() == miner.registration());
        if (current.isPresent()) {
            var inbox = services.inboxes().create(miner.hotkey(), miner.registration());
            structuredLog.wrong("inbox made again", "its queue was gone", "hotkey", miner.hotkey(), "inbox", inbox);
            services.inboxes().send(inbox, work);
        }
    }
}
