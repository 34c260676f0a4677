package dev.iota.orchestrator.hop;

import dev.iota.cloud.count.Causes;
import dev.iota.cloud.count.Counting;
import dev.iota.cloud.table.AppliedTable;
import dev.iota.cloud.table.MicrobatchTable;
import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Holders;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.microbatch.SlotRules;
import dev.iota.core.routing.Choice;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.MinerChanges;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a transition together with the choice of who does the next hop: arms the timer that guards the lease, makes
 * one conditional write, sends the work, and lets the miners follow. The write is a transaction where more must happen
 * together than the microbatch alone. Killed in between it leaves a timer that guards nothing, or a lease without work,
 * which the timer takes back, and miners that are told by whoever is called again ({@link Slots}).
 */
public final class HopCommitter {
    /**
     * Miners that are tried before the next hop is left waiting. Each that is found to be full was a stale hint, and
     * another one is chosen; no write is repeated as {@link dev.iota.orchestrator.context.Optimistic} does it.
     */
    private static final int TRIES = 5;

    private final Services services;
    private final Candidates candidates;
    private final Slots slots;
    private final StructuredLog structuredLog = new StructuredLog(HopCommitter.class);

    HopCommitter(Services services, Candidates candidates) {
        this.services = services;
        this.candidates = candidates;
        this.slots = new Slots(services, candidates);
    }

    public Slots slots() {
        return slots;
    }

    private record Chosen(MinerRecord miner, Lease lease, Microbatch next, Work work) {}

    /** @param read the owner of the forward as it is on record now, if the microbatch has one */
    private record Routed(Choice choice, Optional<MinerRecord> read) {}

    public CommitResult move(Run run, HopTransaction hopTransaction) {
        var decided = hopTransaction.decided();
        var avoided = new HashSet<>(hopTransaction.avoided());
        for (var attempt = 0; attempt < TRIES && decided.state() == State.WAITING; attempt++) {
            var routed = choose(run, hopTransaction, avoided);
            var choice = routed.choice();
            if (choice.lease().isEmpty()) {
                break;
            }
            var chosen = prepare(run, decided, routed);
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

    /** A gradient goes back to the owner of its forward while that one is there: nobody else has to be looked for. */
    private Routed choose(Run run, HopTransaction hopTransaction, Set<Hotkey> avoided) {
        var decided = hopTransaction.decided();
        var owner = decided.owner().filter(hotkey -> !avoided.contains(hotkey)).flatMap(services.miners()::get);
        if (owner.isPresent() && !decided.isRefusedBy(owner.get().hotkey())) {
            var back = route(run, decided, List.of(owner.get()), avoided);
            if (back.lease().isPresent()) {
                return new Routed(back, owner);
            }
        }
        var known = hopTransaction
                .preferred()
                .filter(hotkey -> !avoided.contains(hotkey))
                .flatMap(hotkey -> candidates.known(decided.stage(), hotkey))
                .filter(MinerRecord::hasRoom)
                .map(List::of)
                .orElseGet(() -> candidates.of(decided.stage()));
        var others = known.stream().filter(miner -> !decided.owner().equals(Optional.of(miner.hotkey())));
        return new Routed(
                route(run, decided, Stream.concat(others, owner.stream()).toList(), avoided), owner);
    }

    private Choice route(Run run, Microbatch decided, List<MinerRecord> miners, Set<Hotkey> avoided) {
        var eligible = run.eligibility().of(decided, Candidates.asKnown(run, miners), avoided);
        return run.router().route(decided, eligible, services.now(), services.random());
    }

    /**
     * A lease that takes up a slot is refused by the transaction if its miner registered again. One of a slot that its
     * miner has already changes nothing of the miner, and needs no write of it: a look is enough. Where the miner
     * registers right after it, the lease runs out, since nothing counts under an older registration.
     */
    private Optional<Chosen> prepare(Run run, Microbatch decided, Routed routed) {
        var choice = routed.choice();
        var lease = choice.lease().orElseThrow();
        var leased = run.transitions().lease(decided, lease, services.now()).next();
        var miner = routed.read()
                .filter(m -> m.hotkey().equals(lease.hotkey()))
                .or(() -> known(decided.stage(), lease.hotkey(), choice.needsSlot()));
        return miner.filter(m -> m.registration() == lease.registration())
                .map(m -> new Chosen(m, lease, leased, run.works().of(leased, lease)));
    }

    /** What the write of a slot makes a condition may be a hint. */
    private Optional<MinerRecord> known(int stage, Hotkey hotkey, boolean takesSlot) {
        return takesSlot ? candidates.known(stage, hotkey) : services.miners().get(hotkey);
    }

    /** Empty if only the chosen miner stood in the way. */
    private Optional<CommitResult> write(Run run, HopTransaction hopTransaction, Optional<Chosen> chosen) {
        var next = chosen.map(Chosen::next).orElse(hopTransaction.decided());
        chosen.map(Chosen::lease).filter(lease -> !hopTransaction.guards(lease)).ifPresent(lease -> services.timers()
                .arm(new LeaseTimer(next.id(), lease.id()), guard(lease)));

        var gained = new HashSet<>(Holders.slots(next));
        gained.removeAll(hopTransaction.before().slots());
        var minerChanges = new MinerChanges();
        hopTransaction.miners().accept(minerChanges);
        hopTransaction.answer().ifPresent(answer -> answered(answer, next, minerChanges, gained));
        var transaction = services.transaction();
        hopTransaction.others().accept(transaction);
        if (hopTransaction.answer().isPresent() && minerChanges.all().isEmpty() && transaction.isEmpty()) {
            return Optional.of(writeAlone(run, hopTransaction, next, chosen));
        }

        var told = tellLoser(hopTransaction, next, minerChanges);
        gained.forEach(slot -> minerChanges.of(slot.hotkey()).take(slot, SlotRules.mark(next, slot)));
        chosen.ifPresent(c -> require(run, minerChanges, c, gained));
        hopTransaction
                .before()
                .version()
                .ifPresentOrElse(version -> run.microbatches().put(transaction, next, version), () -> run.microbatches()
                        .create(transaction, next));
        minerChanges.all().forEach(change -> services.miners().change(transaction, change));
        var outcome = transaction.commit();
        if (!outcome.committed()) {
            return refused(outcome.refused(), next.id(), chosen);
        }
        candidates.apply(minerChanges.all());
        if (next.state() == State.COMPLETE) {
            Counting.happened(Causes.MICROBATCH);
        }
        chosen.ifPresent(c -> deliver(c.miner(), c.work()));
        follow(hopTransaction, next, told);
        return Optional.of(new CommitResult.To(next));
    }

    /** A miner whose record is at hand is told in the same transaction: that is a call less. Returns its slots. */
    private Set<Slot> tellLoser(HopTransaction hopTransaction, Microbatch next, MinerChanges minerChanges) {
        return hopTransaction.loser().stream()
                .flatMap(miner -> lost(hopTransaction, next).stream()
                        .filter(slot -> slot.hotkey().equals(miner.hotkey()))
                        .filter(slot ->
                                slots.settle(minerChanges.of(slot.hotkey()), next, slot, miner, Optional.empty())))
                .collect(Collectors.toSet());
    }

    private static Set<Slot> lost(HopTransaction hopTransaction, Microbatch next) {
        var lost = new LinkedHashSet<>(hopTransaction.before().slots());
        lost.removeAll(Holders.slots(next));
        return lost;
    }

    /**
     * The microbatch is all that changes together. Its miners follow; the work is sent when the slot for it is taken
     * up, and goes to another miner if there turns out to be none.
     */
    private CommitResult writeAlone(Run run, HopTransaction hopTransaction, Microbatch next, Optional<Chosen> chosen) {
        if (!run.microbatches().replace(next, hopTransaction.before().version().orElseThrow())) {
            return new CommitResult.Stale();
        }
        var refused = chosen.filter(c -> !take(run, c));
        if (refused.isEmpty()) {
            chosen.ifPresent(c -> deliver(c.miner(), c.work()));
        }
        follow(hopTransaction, next, Set.of());
        return refused.map(c -> withdraw(run, hopTransaction, c)).orElseGet(() -> new CommitResult.To(next));
    }

    private boolean take(Run run, Chosen chosen) {
        var slot = new Slot(
                chosen.lease().hotkey(), chosen.next().id(), chosen.next().stage());
        var mark = SlotRules.mark(chosen.next(), slot);
        var minerChanges = new MinerChanges();
        require(run, minerChanges, chosen, Set.of(slot));
        return slots.take(minerChanges.of(slot.hotkey()).take(slot, mark), slot, mark);
    }

    private CommitResult withdraw(Run run, HopTransaction hopTransaction, Chosen refused) {
        candidates.forget(refused.next().stage());
        var avoided = new HashSet<>(hopTransaction.avoided());
        avoided.add(refused.lease().hotkey());
        var withdrawn = run.transitions()
                .withdraw(refused.next(), refused.lease(), services.now())
                .next();
        return move(run, HopTransaction.of(refused.next(), withdrawn).avoiding(avoided)) instanceof CommitResult.To to
                ? to
                : new CommitResult.To(refused.next());
    }

    /** An answer of a miner that has no slot for it on record changes it together with the microbatch. */
    private void answered(HopAnswer answer, Microbatch next, MinerChanges minerChanges, Set<Slot> gained) {
        gained.remove(answer.slot());
        if (answer.isMarked()) {
            return;
        }
        var change = answer.heard(minerChanges.of(answer.slot().hotkey()), services.now());
        answer.count(change, services.now());
        if (Holders.slots(next).contains(answer.slot())) {
            gained.add(answer.slot());
        }
    }

    private void follow(HopTransaction hopTransaction, Microbatch next, Set<Slot> told) {
        var lost = lost(hopTransaction, next);
        lost.removeAll(told);
        hopTransaction.answer().filter(HopAnswer::isMarked).ifPresent(answer -> {
            lost.remove(answer.slot());
            slots.follow(next, answer);
        });
        slots.release(next, lost);
    }

    private static Optional<CommitResult> refused(Set<String> refused, long microbatch, Optional<Chosen> chosen) {
        if (refused.isEmpty() || refused.contains(MicrobatchTable.LABEL)) {
            return Optional.of(new CommitResult.Stale());
        }
        if (refused.contains(AppliedTable.label(microbatch))) {
            return Optional.of(new CommitResult.Contradicted());
        }
        var full = chosen.map(c -> MinerChange.label(c.miner().hotkey())).filter(refused::contains);
        return full.isPresent() ? Optional.empty() : Optional.of(new CommitResult.Stale());
    }

    private static void require(Run run, MinerChanges minerChanges, Chosen chosen, Set<Slot> gained) {
        var hotkey = chosen.miner().hotkey();
        var takes = gained.stream().anyMatch(slot -> slot.hotkey().equals(hotkey));
        if (!takes && !minerChanges.isChanged(hotkey)) {
            return;
        }
        var change = minerChanges.of(hotkey).under(chosen.lease().registration());
        // Who gives a slot back with the same transition may take it again.
        if (takes) {
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
