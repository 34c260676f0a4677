package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Takes hops back from miners whose lease ran out, or that are out. */
public final class LeaseExpiry {
    private final Services services;
    private final Dispatcher dispatcher;
    private final StructuredLog structuredLog = new StructuredLog(LeaseExpiry.class);

    public LeaseExpiry(Services services, Dispatcher dispatcher) {
        this.services = services;
        this.dispatcher = dispatcher;
    }

    /**
     * Does what a timer asks for: takes its lease back if it is over. Otherwise another timer follows at the end of the
     * lease in force, the same one or a later one of the microbatch, which has no timer of its own.
     *
     * @throws dev.iota.orchestrator.context.BusyException if others were faster every time
     */
    public void expire(Run run, LeaseTimer leaseTimer) {
        services.optimistic()
                .until(
                        "microbatch %d".formatted(leaseTimer.microbatch()),
                        Options.DEFAULT,
                        () -> tryToExpire(run, leaseTimer));
    }

    /** False if another writer was faster. */
    private boolean tryToExpire(Run run, LeaseTimer leaseTimer) {
        var found = run.microbatches().get(leaseTimer.microbatch());
        if (found.isEmpty()) {
            // The transaction that the timer was to guard never happened.
            return true;
        }
        var microbatch = found.get();
        var decision = run.transitions().expire(microbatch, leaseTimer.lease(), services.now());
        if (!decision.changed()) {
            armAgain(microbatch);
            makeUp(run, microbatch);
            // It may wait because a handler died after taking it back.
            dispatcher.lookAgain(run, microbatch);
            return true;
        }
        var lease = microbatch.lease().orElseThrow();
        if (!(takeBack(run, microbatch, decision.next(), lease) instanceof CommitResult.To to)) {
            return false;
        }
        structuredLog.notable(
                "lease ran out",
                decision.reason(),
                "microbatch",
                microbatch.id(),
                "stage",
                microbatch.stage(),
                "direction",
                microbatch.direction(),
                "next",
                to.microbatch().state());
        dispatcher.lookAgain(run, to.microbatch());
        return true;
    }

    /**
     * Takes back what a miner is leased that is out. A timer may come much later; what the miner still says counts if
     * it is first.
     */
    public void abandon(Run run, long microbatch, Hotkey out) {
        services.optimistic()
                .until(
                        "microbatch %d".formatted(microbatch),
                        Options.DEFAULT,
                        () -> tryToAbandon(
                                run, run.microbatches().get(microbatch).orElseThrow(), out));
    }

    /** False if another writer was faster. */
    private boolean tryToAbandon(Run run, Microbatch microbatch, Hotkey out) {
        var decision = run.transitions().abandon(microbatch, out, services.now());
        if (!decision.changed()) {
            return true;
        }
        var hopTransaction = HopTransaction.of(microbatch, decision.next())
                .takenFrom(services.miners().get(out))
                .avoiding(Set.of(out))
                .and(redispatched(run, microbatch));
        if (!(dispatcher.hopCommitter().move(run, hopTransaction) instanceof CommitResult.To to)) {
            return false;
        }
        structuredLog.notable(
                "lease abandoned", decision.reason(), "microbatch", microbatch.id(), "stage", microbatch.stage());
        dispatcher.lookAgain(run, to.microbatch());
        return true;
    }

    private static Consumer<Transaction> redispatched(Run run, Microbatch microbatch) {
        return transaction -> run.feeds().redispatched(transaction, run.feeds().shardOf(microbatch.id()));
    }

    /** A handler may have died after it took the hop back, and before its miners learned of it. */
    private void makeUp(Run run, Microbatch microbatch) {
        var hotkeys = microbatch.issued().stream().map(Lease::hotkey).collect(Collectors.toSet());
        microbatch.lease().map(Lease::hotkey).ifPresent(hotkeys::remove);
        if (!hotkeys.isEmpty()) {
            dispatcher.hopCommitter().slots().makeUp(run, microbatch.id(), hotkeys);
        }
    }

    private void armAgain(Microbatch microbatch) {
        microbatch.lease().ifPresent(lease -> services.timers()
                .arm(
                        new LeaseTimer(microbatch.id(), lease.id()),
                        Duration.between(services.now(), lease.until()).plusMillis(1)));
    }

    private CommitResult takeBack(Run run, Microbatch before, Microbatch decided, Lease lease) {
        var known = services.miners().get(lease.hotkey());
        var holder = known.filter(m -> m.registration() == lease.registration());
        var inactive = holder.filter(m -> isOut(run, m)).isPresent();
        var hopTransaction = HopTransaction.of(before, decided)
                .unguarded()
                .takenFrom(known)
                .with(minerChanges -> holder.ifPresent(m -> minerChanges
                        .of(m.hotkey())
                        .lapsed(m.lapses() + 1, inactive)
                        .fault(Conduct.ofHop(m.slots()), "its lease of microbatch %d ran out".formatted(before.id()))))
                .and(redispatched(run, before));
        return dispatcher.hopCommitter().move(run, hopTransaction.avoiding(gone(holder, inactive)));
    }

    private static Set<Hotkey> gone(Optional<MinerRecord> holder, boolean inactive) {
        return inactive ? holder.map(MinerRecord::hotkey).map(Set::of).orElse(Set.of()) : Set.of();
    }

    private boolean isOut(Run run, MinerRecord miner) {
        var leases = run.spec().leases();
        return miner.lapses() + 1 >= leases.lapses()
                || services.now().isAfter(miner.lastSeen().plus(leases.silence()));
    }
}
