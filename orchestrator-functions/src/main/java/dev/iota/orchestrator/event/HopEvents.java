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
import dev.iota.core.microbatch.Recourse;
import dev.iota.core.microbatch.Refusal;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.hop.CommitResult;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.HopTransaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Records what miners say about hops, and routes the next hop in the same write. */
public final class HopEvents {
    private final Services services;
    private final Dispatcher dispatcher;
    private final Epochs epochs;
    private final Removal removal;
    private final StructuredLog structuredLog = new StructuredLog(HopEvents.class);

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
                report(to.microbatch(), decision.reason());
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

    /** @param blames for what is certain with this event */
    private record Judged(Decision<Microbatch> decision, List<Blame> blames) {
        static Judged of(Decision<Microbatch> decision) {
            return new Judged(decision, List.of());
        }
    }

    private Judged judge(Run run, Microbatch microbatch, Hotkey sender, Event.OfHop event) {
        var now = services.now();
        var transitions = run.transitions();
        return switch (event) {
            case Event.ForwardDone done ->
                settled(run, microbatch, sender, transitions.forwardDone(microbatch, done, sender, now));
            case Event.BackwardDone done ->
                settled(run, microbatch, sender, transitions.backwardDone(microbatch, done, sender, now));
            case Event.Refused refused ->
                Judged.of(
                        transitions.refused(microbatch, refused, sender, recourse(run, microbatch, sender), now));
            case Event.InputBad bad -> judgeInput(run, microbatch, sender, bad);
        };
    }

    private Recourse recourse(Run run, Microbatch microbatch, Hotkey sender) {
        return dispatcher.hasAnother(run, microbatch, sender) ? Recourse.ANOTHER_MINER : Recourse.NO_OTHER_MINER;
    }

    /** What one miner did, others could have done: now it is their fault that they refused. */
    private Judged settled(Run run, Microbatch before, Hotkey sender, Decision<Microbatch> decision) {
        if (!decision.changed()) {
            return Judged.of(decision);
        }
        return new Judged(
                decision,
                before.refused().stream()
                        .filter(refusal -> !refusal.hotkey().equals(sender))
                        .map(refusal -> blame(run, before, refusal))
                        .toList());
    }

    private Blame blame(Run run, Microbatch microbatch, Refusal refusal) {
        var conduct = run.spec().limits().conduct();
        if (refusal.kind() == Refusal.Kind.BAD_INPUT
                && run.works().incoming(microbatch).isPresent()) {
            var producer = run.works().producer(microbatch);
            return Blame.ofInput(microbatch.id(), refusal.hotkey(), producer, true, conduct);
        }
        var slots = services.miners()
                .get(refusal.hotkey())
                .map(MinerRecord::slots)
                .orElse(1);
        return Blame.ofRefusal(microbatch.id(), refusal.hotkey(), slots, conduct);
    }

    /** Looks at the object itself. Tokens have no producer who could be to blame. */
    private Judged judgeInput(Run run, Microbatch microbatch, Hotkey sender, Event.InputBad bad) {
        var now = services.now();
        var reported = run.transitions().refused(microbatch, bad, sender, recourse(run, microbatch, sender), now);
        var incoming = run.works().incoming(microbatch);
        if (!reported.changed() || incoming.isEmpty()) {
            return Judged.of(reported);
        }
        var sound = services.objects()
                .sha256(incoming.get().key())
                .filter(incoming.get().sha256()::equals)
                .isPresent();
        if (sound) {
            return Judged.of(reported);
        }
        var producer = run.works().producer(microbatch);
        services.quarantine(
                services.names().objects(),
                Optional.of(producer),
                incoming.get().key(),
                "the object is not what its producer said, found by %s: %s".formatted(sender, bad.reason()));
        var conduct = run.spec().limits().conduct();
        return new Judged(
                run.transitions().refused(microbatch, bad, sender, Recourse.PRODUCER, now),
                List.of(Blame.ofInput(microbatch.id(), sender, producer, false, conduct)));
    }

    private HopTransaction move(Run run, Microbatch before, Judged judged, Lease lease, Event.OfHop event) {
        var decided = judged.decision().next();
        var move = HopTransaction.of(before, decided)
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
                    judged.blames()
                            .forEach(b -> minerChanges.of(b.hotkey()).fault(b.loads(), b.reason()));
                })
                .and(transaction -> count(run, transaction, decided, lease, event));
        return decided.state() == State.UNFINISHED ? move.and(giveBack(run, decided)) : move;
    }

    /** Its position starts again from stage 0, and is remembered to have failed. */
    private static Consumer<Transaction> giveBack(Run run, Microbatch failed) {
        var feed = run.feeds().get(run.feeds().shardOf(failed.position())).orElseThrow();
        return transaction -> run.feeds().put(transaction, feed.withRedo(Feed.Redo.ofFailed(failed)));
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
        switch (decided.state()) {
            case LOST -> run.feeds().lost(transaction, shard);
            case UNFINISHED -> run.feeds().unfinished(transaction, shard);
            case WAITING, LEASED, COMPLETE -> run.feeds().redispatched(transaction, shard);
        }
    }

    /** What is lost is an alarm: it failed everywhere, and a person has to find out why. */
    private void report(Microbatch next, String reason) {
        if (next.state() == State.LOST) {
            structuredLog.wrong("microbatch lost", reason, "microbatch", next.id(), "stage", next.stage());
        } else if (next.state() == State.UNFINISHED) {
            structuredLog.notable("given back", reason, "microbatch", next.id(), "stage", next.stage());
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
            startOthers(run, next, event);
            epochs.ended();
        }
    }

    /** A position that was given back waits for a slot of the head. */
    private void startOthers(Run run, Microbatch ended, Event.OfHop event) {
        if (ended.state() == State.UNFINISHED && event.stage() != 0) {
            dispatcher.dispatch(run, 0);
        }
    }

    /**
     * A repeated event may be the redelivery of one whose handler died after its write: what follows the write is done
     * again.
     */
    private void makeUp(Run run, Microbatch microbatch, Event.OfHop event) {
        dispatcher.lookAgain(run, microbatch);
        switch (event) {
            case Event.ForwardDone done -> {}
            case Event.BackwardDone done -> {
                if (wasCounted(microbatch, event)) {
                    makeUpEnd(run, microbatch, event);
                    dispatcher.dispatch(run, event.stage());
                }
            }
            case Event.Refused refused -> makeUpEnd(run, microbatch, event);
            case Event.InputBad bad -> makeUpEnd(run, microbatch, event);
        }
    }

    private void makeUpEnd(Run run, Microbatch microbatch, Event.OfHop event) {
        if (!microbatch.isOpen()) {
            removal.remove(run.works().keys(microbatch));
            startOthers(run, microbatch, event);
            epochs.ended();
        }
    }

    private static boolean wasCounted(Microbatch microbatch, Event.OfHop event) {
        return event.stage() < microbatch.hops().size()
                && (microbatch.stage() < event.stage() || microbatch.state() == State.COMPLETE);
    }
}
