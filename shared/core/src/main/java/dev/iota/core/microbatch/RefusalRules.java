package dev.iota.core.microbatch;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch.Place;
import dev.iota.core.microbatch.Microbatch.Progress;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import java.time.Instant;

/**
 * What happens when a miner could not do its hop: another miner of the stage does it, or the producer of a bad input
 * does its hop again. Where nothing of that is left, the position starts again at stage 0, on another pathway.
 *
 * @param stages of the run
 * @param refusals after which a microbatch is given up; see {@link dev.iota.core.run.RunSpec#refusals}
 */
record RefusalRules(int stages, int refusals) {
    /**
     * How often a position may fail and start again. That is enough where it was the pathway's fault; what fails once
     * more fails for what it is.
     */
    static final int RESTARTS = 3;

    Decision<Microbatch> refused(
            Microbatch microbatch, Event.OfHop event, Hotkey sender, Recourse recourse, Instant now) {
        var objection = AnswerRules.objection(microbatch, event, sender);
        if (objection.isPresent()) {
            return Decision.unchanged(microbatch, objection.get());
        }
        var refusal = new HopRefusal(sender, HopRefusal.Kind.of(event));
        var counted = microbatch.progress().withRefusal();
        if (counted.refusals() >= refusals) {
            return givenUp(
                    microbatch,
                    refusal,
                    counted,
                    "after %d refusals, the last: %s".formatted(counted.refusals(), words(event)),
                    now);
        }
        var first = event.stage() == 0 && event.direction() == Direction.FORWARD;
        if (recourse == Recourse.PRODUCER && !first) {
            var producer = producerOf(event, now);
            return Decision.changed(
                    microbatch.after(Cause.BAD_INPUT, producer, counted),
                    "the input of stage %d is bad: %s of stage %d again",
                    event.stage(),
                    producer.direction(),
                    producer.stage());
        }
        if (recourse == Recourse.NO_OTHER_MINER && refusal.kind().isLasting()) {
            return givenUp(
                    microbatch,
                    refusal,
                    counted,
                    "no live miner of stage %d can do it, the last says %s: %s"
                            .formatted(event.stage(), refusal.kind(), words(event)),
                    now);
        }
        var kept = microbatch.issued().stream()
                .filter(l -> !l.id().equals(event.lease()))
                .toList();
        return Decision.changed(
                microbatch.after(
                        Cause.REFUSAL, microbatch.place().refusedBy(refusal).waiting(kept, now), counted),
                "refused by %s",
                sender);
    }

    /** What the miner that refused says. */
    private static String words(Event.OfHop event) {
        return switch (event) {
            case Event.InputBad bad -> "bad input, " + bad.reason();
            case Event.Refused refused -> refused.reason();
            case Event.ForwardDone done -> "";
            case Event.BackwardDone done -> "";
        };
    }

    /** Its position starts again; one that failed too often already is lost. */
    private static Decision<Microbatch> givenUp(
            Microbatch microbatch, HopRefusal refusal, Progress counted, String why, Instant now) {
        var lost = microbatch.origin().failures() >= RESTARTS;
        var end = microbatch.place().refusedBy(refusal).ended(lost ? State.LOST : State.UNFINISHED, now);
        return Decision.changed(
                microbatch.after(Cause.REFUSAL, end, lost ? counted : counted.withRedone()),
                lost ? "lost, position %d failed %d times: %s" : "position %d failed %d times and starts again: %s",
                microbatch.position(),
                microbatch.origin().failures() + 1,
                why);
    }

    /**
     * The hop that made the input of another. The tail makes its gradient in a forward, so the hop before "backward of
     * the stage below it" is the tail's forward.
     */
    private Place producerOf(Event.OfHop event, Instant now) {
        var backward = event.direction() == Direction.BACKWARD;
        var stage = backward ? event.stage() + 1 : event.stage() - 1;
        var direction = backward && stage < stages - 1 ? Direction.BACKWARD : Direction.FORWARD;
        return Place.waitingAt(stage, direction, now);
    }
}
