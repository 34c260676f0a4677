package dev.iota.local.simulator.plane;

import dev.iota.core.admission.Blame;
import dev.iota.core.base.Decision;
import dev.iota.core.microbatch.HopRefusal;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.microbatch.Recourse;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.Event;
import dev.iota.local.simulator.plane.PlaneEvent.HopAnswer;
import dev.iota.local.simulator.service.Invocation;
import dev.iota.local.simulator.service.MessageQueue.Done;
import java.util.List;

/** Records what miners say about hops, in the steps of the orchestrator's {@code HopEvents} and {@code HopJudge}. */
final class HopHandler {
    private final Plane plane;
    private final HopWriter writer;
    private final Dispatching dispatching;
    private final Retrying retrying;

    HopHandler(Plane plane, HopWriter writer, Dispatching dispatching) {
        this.plane = plane;
        this.writer = writer;
        this.dispatching = dispatching;
        this.retrying = new Retrying(plane);
    }

    private record Judged(Decision<Microbatch> decision, List<Blame> blames) {}

    void handle(HopAnswer answer, Invocation<StageHints> run, Done done) {
        retrying.retry(run, stale -> attempt(answer, run, done, stale), () -> done.with(false));
    }

    private void attempt(HopAnswer answer, Invocation<StageHints> run, Done done, Runnable stale) {
        run.after(plane.millis().item(), () -> {
            plane.use().read(plane.scenario().tables().reads().item());
            var event = answer.event();
            var tracked = plane.state().open(event.microbatch());
            if (tracked == null) {
                // It has come to its end: what follows the write may have died with its handler, and is done again.
                dispatching.dispatch(
                        run, event.stage(), plane.state().miner(answer.miner()).hotkey, () -> done.with(true));
                return;
            }
            decide(tracked, answer, run, done, stale);
        });
    }

    private void decide(Tracked tracked, HopAnswer answer, Invocation<StageHints> run, Done done, Runnable stale) {
        var event = answer.event();
        var sender = plane.state().miner(answer.miner());
        var before = tracked.microbatch;
        var judged = judge(run, tracked, sender, event);
        if (!judged.decision.changed()) {
            dispatching.lookAgain(run, before, () -> {
                if (event instanceof Event.BackwardDone) {
                    dispatching.dispatch(run, event.stage(), sender.hotkey, () -> done.with(true));
                } else {
                    done.with(true);
                }
            });
            return;
        }
        var next = judged.decision.next();
        var move = HopMove.of(tracked, next);
        move.sender = sender;
        move.registration = before.issued(event.lease()).orElseThrow().registration();
        move.blames = judged.blames;
        move.answer = switch (event) {
            case Event.ForwardDone _ -> HopMove.Answer.FORWARD;
            case Event.BackwardDone _ -> HopMove.Answer.BACKWARD;
            case Event.Refused _, Event.InputBad _ -> HopMove.Answer.REFUSAL;
        };
        move.counted = move.answer == HopMove.Answer.REFUSAL || next.state() == State.COMPLETE;
        if (next.state() == State.UNFINISHED && !before.redone()) {
            var shard = plane.state().shardOf(next.position());
            move.feed = plane.state().feed(shard).withRedo(Feed.Redo.ofFailed(next));
        }
        writer.move(run, move, result -> {
            switch (result.outcome()) {
                case WRITTEN -> {
                    if (answer.rubbish()) {
                        tracked.storeRubbish(event.lease());
                    }
                    followUp(run, result.written(), sender, event, done);
                }
                case FENCED -> {
                    done.with(true);
                }
                case STALE -> stale.run();
                case FAILED -> {
                    plane.counts().busy++;
                    done.with(false);
                }
                case NOWHERE -> throw new IllegalStateException("an answer is written whoever does the next hop");
            }
        });
    }

    private void followUp(Invocation<StageHints> run, Microbatch next, MinerRow sender, Event.OfHop event, Done done) {
        if (!next.isOpen()) {
            run.spend(plane.millis().object());
        }
        dispatching.lookAgain(run, next, () -> {
            if (event instanceof Event.ForwardDone) {
                done.with(true);
                return;
            }
            dispatching.dispatch(run, event.stage(), sender.hotkey, () -> {
                if (next.state() == State.UNFINISHED && event.stage() != 0) {
                    dispatching.dispatch(run, 0, null, () -> done.with(true));
                } else {
                    done.with(true);
                }
            });
        });
    }

    private Judged judge(Invocation<StageHints> run, Tracked tracked, MinerRow sender, Event.OfHop event) {
        var now = plane.agenda().now();
        var before = tracked.microbatch;
        var transitions = plane.transitions();
        return switch (event) {
            case Event.ForwardDone done ->
                settled(before, sender, transitions.forwardDone(before, done, sender.hotkey, now));
            case Event.BackwardDone done ->
                settled(before, sender, transitions.backwardDone(before, done, sender.hotkey, now));
            case Event.Refused refused ->
                new Judged(
                        transitions.refused(before, refused, sender.hotkey, recourse(run, before, sender), now),
                        List.of());
            case Event.InputBad bad -> judgeInput(run, tracked, sender, bad);
        };
    }

    private Recourse recourse(Invocation<StageHints> run, Microbatch before, MinerRow sender) {
        var known = run.memory().of(before.stage(), run);
        return plane.eligibility().hasAnother(before, known, sender.hotkey)
                ? Recourse.ANOTHER_MINER
                : Recourse.NO_OTHER_MINER;
    }

    /** What one miner did, others could have done: now it is their fault that they refused. */
    private Judged settled(Microbatch before, MinerRow sender, Decision<Microbatch> decision) {
        if (!decision.changed() || before.refused().isEmpty()) {
            return new Judged(decision, List.of());
        }
        return new Judged(
                decision,
                before.refused().stream()
                        .filter(refusal -> !refusal.hotkey().equals(sender.hotkey))
                        .map(refusal -> blame(before, refusal))
                        .toList());
    }

    private Blame blame(Microbatch before, HopRefusal refusal) {
        var conduct = plane.limits().conduct();
        var producer = InputSources.producer(before);
        if (refusal.kind() == HopRefusal.Kind.BAD_INPUT && producer.isPresent()) {
            return Blame.ofInput(before.id(), refusal.hotkey(), producer.get(), true, conduct);
        }
        var slots = plane.state().miner(refusal.hotkey()).slots;
        return Blame.ofRefusal(before.id(), refusal.hotkey(), slots, conduct);
    }

    /** Looks at the object itself. */
    private Judged judgeInput(Invocation<StageHints> run, Tracked tracked, MinerRow sender, Event.InputBad bad) {
        var before = tracked.microbatch;
        var now = plane.agenda().now();
        var reported = plane.transitions().refused(before, bad, sender.hotkey, recourse(run, before, sender), now);
        var producer = InputSources.producer(before);
        if (!reported.changed() || producer.isEmpty()) {
            return new Judged(reported, List.of());
        }
        run.spend(plane.millis().object());
        plane.use().got();
        if (!InputSources.isBad(tracked)) {
            return new Judged(reported, List.of());
        }
        return new Judged(
                plane.transitions().refused(before, bad, sender.hotkey, Recourse.PRODUCER, now),
                List.of(Blame.ofInput(
                        before.id(),
                        sender.hotkey,
                        producer.get(),
                        false,
                        plane.limits().conduct())));
    }
}
