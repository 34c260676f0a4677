package dev.iota.core.microbatch;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch.Place;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import java.time.Instant;

/**
 * What happens when a miner could not do its hop.
 *
 * @param stages of the run
 * @param refusals after which a microbatch is given up; see {@link dev.iota.core.run.RunSpec#refusals}
 */
record RefusalRules(int stages, int refusals) {

    Decision<Microbatch> refused(
            Microbatch microbatch, Event.OfHop event, Hotkey sender, boolean producerToBlame, Instant now) {
        var objection = AnswerRules.objection(microbatch, event, sender);
        if (objection.isPresent()) {
            return Decision.unchanged(microbatch, objection.get());
        }
        var counted = microbatch.progress().withRefusal();
        if (counted.refusals() >= refusals) {
            return Decision.changed(
                    microbatch.after(Cause.REFUSAL, microbatch.place().ended(State.LOST, now), counted),
                    "given up after %d refusals",
                    counted.refusals());
        }
        var first = event.stage() == 0 && event.direction() == Direction.FORWARD;
        if (!producerToBlame || first) {
            var kept = microbatch.issued().stream()
                    .filter(l -> !l.id().equals(event.lease()))
                    .toList();
            return Decision.changed(
                    microbatch.after(Cause.REFUSAL, microbatch.place().waiting(kept, now), counted),
                    "refused by %s",
                    sender);
        }
        var producer = producerOf(event, now);
        return Decision.changed(
                microbatch.after(Cause.BAD_INPUT, producer, counted),
                "the input of stage %d is bad: %s of stage %d again",
                event.stage(),
                producer.direction(),
                producer.stage());
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
