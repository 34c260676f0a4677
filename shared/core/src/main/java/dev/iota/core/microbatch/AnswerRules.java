package dev.iota.core.microbatch;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch.Place;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * How a microbatch moves on when a miner has done a hop.
 *
 * @param stages of the run
 * @param rescueBound see {@link dev.iota.core.run.RunSpec#rescueBound}
 */
record AnswerRules(int stages, double rescueBound) {

    Decision<Microbatch> forwardDone(Microbatch microbatch, Event.ForwardDone event, Hotkey sender, Instant now) {
        var objection = objection(microbatch, event, sender);
        if (objection.isPresent()) {
            return Decision.unchanged(microbatch, objection.get());
        }
        if (event.stage() == stages - 1) {
            return Decision.unchanged(microbatch, "the tail answers with the backward, not with a forward");
        }
        var hop = new Hop(
                sender,
                event.step(),
                Optional.of(new Hop.Stored(event.lease(), event.sha256())),
                Optional.empty(),
                event.seconds(),
                Optional.empty(),
                Optional.empty());
        return Decision.changed(
                microbatch.after(
                        Cause.FORWARD,
                        Place.waitingAt(event.stage() + 1, Direction.FORWARD, now),
                        microbatch.progress().withHop(event.stage(), hop)),
                "forward of stage %d done by %s",
                event.stage(),
                sender);
    }

    Decision<Microbatch> backwardDone(Microbatch microbatch, Event.BackwardDone event, Hotkey sender, Instant now) {
        var objection = objection(microbatch, event, sender).or(() -> objection(event));
        if (objection.isPresent()) {
            return Decision.unchanged(microbatch, objection.get());
        }
        var done = microbatch
                .progress()
                .withHop(event.stage(), hop(microbatch, event, sender))
                .withLoss(event.loss());
        if (event.stage() == 0) {
            var end = Place.waitingAt(0, Direction.BACKWARD, now).ended(State.COMPLETE, now);
            return Decision.changed(microbatch.after(Cause.BACKWARD, end, done), "complete");
        }
        return Decision.changed(
                microbatch.after(Cause.BACKWARD, Place.waitingAt(event.stage() - 1, Direction.BACKWARD, now), done),
                "backward of stage %d done by %s",
                event.stage(),
                sender);
    }

    /** What a backward adds to the record of its stage. */
    private static Hop hop(Microbatch microbatch, Event.BackwardDone event, Hotkey sender) {
        var before = event.stage() < microbatch.hops().size()
                ? Optional.of(microbatch.hops().get(event.stage()))
                : Optional.<Hop>empty();
        return new Hop(
                sender,
                event.step(),
                before.flatMap(Hop::activation),
                event.sha256().map(hash -> new Hop.Stored(event.lease(), hash)),
                event.seconds() + before.map(Hop::seconds).orElse(0.0),
                event.rescue(),
                // Where the hop was done before and has to be done again, the evidence of the first time stays.
                before.flatMap(Hop::audit),
                before.filter(Hop::watched).isPresent());
    }

    /** Why a backward contradicts itself, whatever the microbatch. */
    private Optional<String> objection(Event.BackwardDone event) {
        var tail = event.stage() == stages - 1;
        if (tail != (event.direction() == Direction.FORWARD)) {
            return Optional.of("a backward answers a forward at the tail, and only there");
        }
        if (tail != event.loss().isPresent()) {
            return Optional.of("the tail, and only the tail, reports a loss");
        }
        if ((event.stage() > 0) != event.sha256().isPresent()) {
            return Optional.of("every stage but the head, and only those, stores a gradient");
        }
        return event.rescue()
                .filter(difference -> !(difference <= rescueBound))
                .map(difference -> "rescued with a difference of %s, above %s".formatted(difference, rescueBound));
    }

    /** Why what a miner says of a hop does not count for this microbatch; empty if it does. */
    static Optional<String> objection(Microbatch microbatch, Event.OfHop event, Hotkey sender) {
        if (!microbatch.isOpen()) {
            return Optional.of("microbatch %d is %s already".formatted(microbatch.id(), microbatch.state()));
        }
        if (event.epoch() != microbatch.epoch()) {
            return Optional.of("the event is of epoch %d, microbatch %d of epoch %d"
                    .formatted(event.epoch(), microbatch.id(), microbatch.epoch()));
        }
        if (event.stage() != microbatch.stage() || event.direction() != microbatch.direction()) {
            return Optional.of("microbatch %d is at stage %d %s, the event says stage %d %s"
                    .formatted(
                            microbatch.id(),
                            microbatch.stage(),
                            microbatch.direction(),
                            event.stage(),
                            event.direction()));
        }
        var lease = microbatch.issued(event.lease());
        if (lease.isEmpty()) {
            return Optional.of(
                    "lease %s was not given for microbatch %d, or is fenced".formatted(event.lease(), microbatch.id()));
        }
        if (!lease.get().hotkey().equals(sender)) {
            return Optional.of("lease %s is of %s, the event of %s"
                    .formatted(event.lease(), lease.get().hotkey(), sender));
        }
        return Optional.empty();
    }
}
