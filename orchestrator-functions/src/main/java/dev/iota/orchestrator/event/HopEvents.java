package dev.iota.orchestrator.event;

import dev.iota.cloud.table.AppliedRow;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.Transaction;
import dev.iota.cloud.table.WatchTable.Watched;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.WatchedHop;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.SignedEvent;
import dev.iota.orchestrator.audit.AuditDraws;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.epoch.Halting;
import dev.iota.orchestrator.hop.CommitResult;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.HopAnswer;
import dev.iota.orchestrator.hop.HopTransaction;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Records what miners say about hops, and routes the next hop in the same write. */
public final class HopEvents {
    private final Services services;
    private final Dispatcher dispatcher;
    private final Epochs epochs;
    private final Halting halting;
    private final HopJudge hopJudge;
    private final AuditDraws auditDraws;
    private final Removal removal;
    private final StructuredLog structuredLog = new StructuredLog(HopEvents.class);

    public HopEvents(Services services, Dispatcher dispatcher, Epochs epochs, Halting halting) {
        this.services = services;
        this.dispatcher = dispatcher;
        this.epochs = epochs;
        this.halting = halting;
        this.hopJudge = new HopJudge(services, dispatcher);
        this.auditDraws = new AuditDraws(services, dispatcher);
        this.removal = new Removal(services);
    }

    /**
     * @param signed the event as it was signed, which an audit of it keeps
     * @throws dev.iota.orchestrator.context.BusyException if others were faster every time
     */
    public EventOutcome handle(Run run, SignedEvent signed, Event.OfHop event) {
        return services.optimistic()
                .retry(
                        "microbatch %d".formatted(event.microbatch()),
                        Options.DEFAULT,
                        () -> tryToHandle(run, signed, event));
    }

    /** Empty if another writer was faster. */
    private Optional<EventOutcome> tryToHandle(Run run, SignedEvent signed, Event.OfHop event) {
        var sender = signed.hotkey();
        var found = run.microbatches().get(event.microbatch());
        if (found.isEmpty()) {
            return Optional.of(new EventOutcome.Quarantined("there is no microbatch %d".formatted(event.microbatch())));
        }
        var microbatch = found.get();
        var judged = hopJudge.judge(run, microbatch, sender, event);
        var decision = judged.decision();
        if (!decision.changed()) {
            makeUp(run, microbatch, sender, event);
            return Optional.of(new EventOutcome.Dropped(decision.reason()));
        }
        var lease = microbatch.issued(event.lease()).orElseThrow();
        // After the microbatch: a registration that comes later finds what is written here.
        var miner = services.miners().get(sender).filter(m -> hasPlace(m, lease));
        if (miner.isEmpty()) {
            return Optional.of(new EventOutcome.Dropped(
                    "registration %d of %s is fenced, or evicted".formatted(lease.registration(), sender)));
        }
        var answer = new HopAnswer(
                new Slot(sender, event.microbatch(), event.stage()), lease.registration(), miner.get(), event);
        return switch (dispatcher.hopCommitter().move(run, move(run, microbatch, judged, answer, signed))) {
            case CommitResult.To to -> {
                report(run, to.microbatch(), decision.reason());
                followUp(run, to.microbatch(), sender, event);
                yield Optional.of(new EventOutcome.Counted(decision.reason()));
            }
            case CommitResult.Contradicted contradicted ->
                Optional.of(new EventOutcome.Quarantined("%s said another step of its gradient of microbatch %d before"
                        .formatted(sender, event.microbatch())));
            case CommitResult.Stale stale -> Optional.empty();
            case CommitResult.Nowhere nowhere ->
                throw new IllegalStateException(
                        "an answer is written whether or not the next hop has a miner: " + nowhere.reason());
        };
    }

    private static boolean hasPlace(MinerRecord miner, Lease lease) {
        return miner.registration() == lease.registration()
                && miner.conduct().evictedUntil().isEmpty();
    }

    private HopTransaction move(
            Run run, Microbatch before, HopJudge.Judged judged, HopAnswer answer, SignedEvent signed) {
        var event = answer.event();
        var lease = before.issued(event.lease()).orElseThrow();
        var next = judged.decision().next();
        var audit = event instanceof Event.BackwardDone done
                ? auditDraws.draw(run, before, next, lease, done, signed)
                : Optional.<Audit>empty();
        var watched = event instanceof Event.BackwardDone done
                ? auditDraws.watched(run, before, next, lease, done)
                : Optional.<WatchedHop>empty();
        var decided = marked(next, event.stage(), audit, watched);
        var move = HopTransaction.of(before, decided)
                .answeredBy(answer)
                .with(minerChanges ->
                        judged.blames().forEach(b -> minerChanges.of(b.hotkey()).fault(b.loads(), b.reason())))
                .and(transaction -> count(run, transaction, decided, lease, event))
                .and(transaction -> audit.ifPresent(drawn -> run.audits().create(transaction, drawn)))
                .and(transaction -> watched.ifPresent(
                        hop -> services.watches().keep(transaction, new Watched(event.epoch(), event.stage()), hop)))
                .and(vitals(run, before, event, lease.hotkey()));
        return decided.state() == State.UNFINISHED && !before.redone() ? move.and(giveBack(run, decided)) : move;
    }

    private static Microbatch marked(Microbatch next, int stage, Optional<Audit> audit, Optional<WatchedHop> watched) {
        var drawn = audit.map(of -> next.audited(stage, of.id())).orElse(next);
        return watched.isPresent() ? drawn.watched(stage) : drawn;
    }

    /** What is known of values that are not finite changes with the hop that they are about. */
    private Consumer<Transaction> vitals(Run run, Microbatch before, Event.OfHop event, Hotkey sender) {
        return switch (event) {
            case Event.Refused refused when isNotFinite(refused) -> halting.reported(run, before, sender, refused);
            case Event.ForwardDone _, Event.BackwardDone _
            when !before.refused().isEmpty() -> halting.refuted(before, sender);
            default -> transaction -> {};
        };
    }

    private static boolean isNotFinite(Event.Refused refused) {
        return refused.cause() == RefusalCause.NOT_FINITE;
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
    private void report(Run run, Microbatch next, String reason) {
        if (next.state() == State.LOST) {
            structuredLog.wrong(
                    "microbatch lost",
                    reason,
                    "microbatch",
                    next.id(),
                    "stage",
                    next.stage(),
                    "tokenShard",
                    run.works().tokens().shardKey(next.position()));
            services.runEvents()
                    .happened(RunEvent.of("lost/%d".formatted(next.id()), Kind.MICROBATCH_LOST, services.now(), reason)
                            .inStage(next.stage())
                            .inEpoch(run.epoch()));
        } else if (next.state() == State.UNFINISHED) {
            structuredLog.notable("given back", reason, "microbatch", next.id(), "stage", next.stage());
        }
    }

    private void followUp(Run run, Microbatch next, Hotkey sender, Event.OfHop event) {
        if (event instanceof Event.Refused refused && isNotFinite(refused)) {
            halting.look(run);
        }
        if (!next.isOpen()) {
            removal.remove(run.works().keys(next));
        }
        dispatcher.lookAgain(run, next);
        if (!(event instanceof Event.ForwardDone)) {
            dispatcher.dispatch(run, event.stage(), Optional.of(sender));
        }
        if (!next.isOpen()) {
            startOthers(run, next, event);
            halting.ended(run);
            epochs.ended();
        }
    }

    /** A position that was given back waits for a slot of the head. */
    private void startOthers(Run run, Microbatch ended, Event.OfHop event) {
        if (ended.state() == State.UNFINISHED && event.stage() != 0) {
            dispatcher.dispatch(run, 0, Optional.empty());
        }
    }

    /**
     * A repeated event may be the redelivery of one whose handler died after its write: what follows the write is done
     * again.
     */
    private void makeUp(Run run, Microbatch microbatch, Hotkey sender, Event.OfHop event) {
        var miners = new HashSet<>(Set.of(sender));
        microbatch.lease().map(Lease::hotkey).ifPresent(miners::add);
        if (!microbatch.isOpen()) {
            microbatch.hops().forEach(hop -> miners.add(hop.hotkey()));
        }
        dispatcher.hopCommitter().slots().makeUp(run, microbatch.id(), miners);
        dispatcher.lookAgain(run, microbatch);
        switch (event) {
            case Event.ForwardDone done -> {}
            case Event.BackwardDone done -> {
                if (wasCounted(microbatch, event)) {
                    makeUpEnd(run, microbatch, event);
                    dispatcher.dispatch(run, event.stage(), Optional.of(sender));
                }
            }
            case Event.Refused refused -> {
                if (isNotFinite(refused)) {
                    halting.look(run);
                }
                makeUpEnd(run, microbatch, event);
            }
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
