package dev.iota.orchestrator.event;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.admission.Blame;
import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.HopRefusal;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Recourse;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.hop.Dispatcher;
import java.util.List;
import java.util.Optional;

/** Loads what a decision about a hop has to know, and says whose fault it was. */
final class HopJudge {
    private final Services services;
    private final Dispatcher dispatcher;

    HopJudge(Services services, Dispatcher dispatcher) {
        this.services = services;
        this.dispatcher = dispatcher;
    }

    /** @param blames for what is certain with this event */
    record Judged(Decision<Microbatch> decision, List<Blame> blames) {
        static Judged of(Decision<Microbatch> decision) {
            return new Judged(decision, List.of());
        }
    }

    Judged judge(Run run, Microbatch microbatch, Hotkey sender, Event.OfHop event) {
        var now = services.now();
        var transitions = run.transitions();
        return switch (event) {
            case Event.ForwardDone done ->
                settled(run, microbatch, sender, transitions.forwardDone(microbatch, done, sender, now));
            case Event.BackwardDone done ->
                settled(run, microbatch, sender, transitions.backwardDone(microbatch, done, sender, now));
            case Event.Refused refused ->
                Judged.of(transitions.refused(microbatch, refused, sender, recourse(run, microbatch, sender), now));
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

    private Blame blame(Run run, Microbatch microbatch, HopRefusal refusal) {
        var conduct = run.spec().limits().conduct();
        if (refusal.kind() == HopRefusal.Kind.BAD_INPUT
                && run.works().incoming(microbatch).isPresent()) {
            var producer = run.works().producer(microbatch);
            return Blame.ofInput(microbatch.id(), refusal.hotkey(), producer, true, conduct);
        }
        var slots =
                services.miners().get(refusal.hotkey()).map(MinerRecord::slots).orElse(1);
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
}
