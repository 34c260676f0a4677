package dev.iota.orchestrator.event;

import dev.iota.cloud.table.AppliedRow;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.admission.Blame;
import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.hop.CommitResult;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.HopTransaction;
import java.util.Optional;

/** Records what miners say about hops, and routes the next hop in the same write. */
public final class HopEvents {
    private final Services services;
    private final Dispatcher dispatcher;
    private final Epochs epochs;
    private final Removal removal;

    public HopEvents(Services services, Dispatcher dispatcher, Epochs epochs) {
        this.services = services;
        this.dispatcher = dispatcher;
        this.epochs = epochs;
        this.removal = new Removal(services);
    }

    /** @throws dev.iota.orchestrator.context.BusyException if others were faster every time */
    public EventOutcome handle(Run run, Hotkey sender, Event.OfHop event) {
        return services.optimistic()
                .retry(
                        "microbatch %d".formatted(event.microbatch()),
                        Options.DEFAULT,
                        () -> tryToHandle(run, sender, event));
    }

    /** Empty if another writer was faster. */
    private Optional<EventOutcome> tryToHandle(Run run, Hotkey sender, Event.OfHop event) {
        var found = run.microbatches().get(event.microbatch());
        if (found.isEmpty()) {
            return Optional.of(new EventOutcome.Quarantined("there is no microbatch %d".formatted(event.microbatch())));
        }
        var microbatch = found.get();
        var judged = judge(run, microbatch, sender, event);
        var decision = judged.decision();
        if (!decision.changed()) {
            makeUp(run, microbatch, event);
            return Optional.of(new EventOutcome.Dropped(decision.reason()));
        }
        var lease = microbatch.issued(event.lease()).orElseThrow();
        return switch (dispatcher.hopCommitter().move(run, move(run, microbatch, judged, lease, event))) {
            case CommitResult.To to -> {
                followUp(run, to.microbatch(), event);
                yield Optional.of(new EventOutcome.Counted(decision.reason()));
            }
            case CommitResult.Fenced fenced ->
                Optional.of(new EventOutcome.Dropped(
                        "registration %d of %s is fenced, or evicted".formatted(lease.registration(), sender)));
            case CommitResult.Stale stale -> Optional.empty();
            case CommitResult.Nowhere nowhere ->
                throw new IllegalStateException(
                        "an answer is written whether or not the next hop has a miner: " + nowhere.reason());
        };
    }

    private record Judged(Decision<Microbatch> decision, Optional<Blame> blame) {
        static Judged of(Decision<Microbatch> decision) {
            return new Judged(decision, Optional.empty());
        }
    }

    private Judged judge(Run run, Microbatch microbatch, Hotkey sender, Event.OfHop event) {
        var now = services.now();
        var transitions = run.transitions();
        return switch (event) {
            case Event.ForwardDone done -> Judged.of(transitions.forwardDone(microbatch, done, sender, now));
            case Event.BackwardDone done -> Judged.of(transitions.backwardDone(microbatch, done, sender, now));
            case Event.Refused refused -> {
                var decision = transitions.refused(microbatch, refused, sender, false, now);
                yield decision.changed()
                        ? new Judged(decision, Optional.of(ofRefusal(run, sender, refused)))
                        : Judged.of(decision);
            }
            case Event.InputBad bad -> judgeInput(run, microbatch, sender, bad);
        };
    }

    private Blame ofRefusal(Run run, Hotkey sender, Event.Refused refused) {
        var slots = services.miners().get(sender).map(MinerRecord::slots).orElse(1);
        return Blame.ofRefusal(
                refused.microbatch(), sender, slots, run.spec().limits().conduct());
    }

    /** Looks at the object itself. Tokens have no producer who could be to blame. */
    private Judged judgeInput(Run run, Microbatch microbatch, Hotkey sender, Event.InputBad bad) {
        var now = services.now();
        var reported = run.transitions().refused(microbatch, bad, sender, false, now);
        var incoming = run.works().incoming(microbatch);
        if (!reported.changed() || incoming.isEmpty()) {
            return Judged.of(reported);
        }
        var sound = services.objects()
                .sha256(incoming.get().key())
                .filter(incoming.get().sha256()::equals)
                .isPresent();
        var producer = run.works().producer(microbatch);
        if (!sound) {
            services.quarantine(
                    services.names().objects(),
                    Optional.of(producer),
                    incoming.get().key(),
                    "the object is not what its producer said, found by %s: %s".formatted(sender, bad.reason()));
        }
        var conduct = run.spec().limits().conduct();
        return new Judged(
                run.transitions().refused(microbatch, bad, sender, !sound, now),
                Optional.of(Blame.ofInput(microbatch.id(), sender, producer, sound, conduct)));
    }

    private HopTransaction move(Run run, Microbatch before, Judged judged, Lease lease, Event.OfHop event) {
        var decided = judged.decision().next();
        return HopTransaction.of(before, decided)
                .with(minerChanges -> {
                    var sender = minerChanges
                            .of(lease.hotkey())
                            .under(lease.registration())
                            .heard(event.stage(), services.now());
                    switch (event) {
                        case Event.ForwardDone done -> sender.forward(done.seconds());
                        case Event.BackwardDone done -> sender.backward(done.seconds());
                        case Event.Refused refused -> {}
                        case Event.InputBad bad -> {}
                    }
                    judged.blame().ifPresent(b -> minerChanges.of(b.hotkey()).fault(b.loads(), b.reason()));
                })
                .and(transaction -> count(run, transaction, decided, lease, event));
    }

    private void count(Run run, Transaction transaction, Microbatch decided, Lease lease, Event.OfHop event) {
        var shard = run.feeds().shardOf(decided.id());
        switch (event) {
            case Event.ForwardDone done -> {}
            case Event.BackwardDone done -> {
                services.applied()
                        .acknowledge(
                                transaction,
                                lease.hotkey(),
                                done.epoch(),
                                done.microbatch(),
                                new AppliedRow.Acknowledged(lease.registration(), done.step()),
                                services.now());
                if (decided.state() == State.COMPLETE) {
                    run.feeds().completed(transaction, shard, decided.loss().orElseThrow());
                }
            }
            case Event.Refused refused -> countRefusal(run, transaction, decided, shard);
            case Event.InputBad bad -> countRefusal(run, transaction, decided, shard);
        }
    }

    private static void countRefusal(Run run, Transaction transaction, Microbatch decided, int shard) {
        if (decided.state() == State.LOST) {
            run.feeds().lost(transaction, shard);
        } else {
            run.feeds().redispatched(transaction, shard);
        }
    }

    private void followUp(Run run, Microbatch next, Event.OfHop event) {
        if (!next.isOpen()) {
            removal.remove(run.works().keys(next));
        }
        dispatcher.lookAgain(run, next);
        if (!(event instanceof Event.ForwardDone)) {
            dispatcher.dispatch(run, event.stage());
        }
        if (!next.isOpen()) {
            epochs.ended();
        }
    }

    /**
     * A repeated event may be the redelivery of one whose handler died after its write: what follows the write is done
     * again.
     */
    private void makeUp(Run run, Microbatch microbatch, Event.OfHop event) {
        dispatcher.lookAgain(run, microbatch);
        if (event instanceof Event.BackwardDone && wasCounted(microbatch, event)) {
            if (!microbatch.isOpen()) {
                removal.remove(run.works().keys(microbatch));
                epochs.ended();
            }
            dispatcher.dispatch(run, event.stage());
        }
    }

    private static boolean wasCounted(Microbatch microbatch, Event.OfHop event) {
        return event.stage() < microbatch.hops().size()
                && (microbatch.stage() < event.stage() || microbatch.state() == State.COMPLETE);
    }
}
