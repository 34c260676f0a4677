package dev.iota.core.microbatch;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transition table of a microbatch in a run of {@code stages} stages.
 *
 * <pre>
 * state    what happens                              next
 * WAITING  lease                                     LEASED
 * LEASED   take back: the lease ran out, was         WAITING, same hop; the lease may still be answered
 *          fenced or refused                         WAITING, same hop; the lease may not
 * open     forward done, not at the tail             WAITING, forward, next stage
 * open     backward done, not at the head            WAITING, backward, stage before
 * open     backward done at the head                 COMPLETE
 * open     input bad, producer to blame              WAITING, the producer's hop again
 * open     refused too often                         LOST
 * open     the epoch is over                         UNFINISHED
 * </pre>
 *
 * "Open" is WAITING or LEASED: an answer that comes after its lease ran out still counts while nobody else has
 * answered. Anything else leaves the microbatch as it is, with the reason.
 */
public final class Transitions {
    private final int stages;
    private final double rescueBound;
    private final int refusals;

    /**
     * @param rescueBound see {@link dev.iota.core.run.RunSpec#rescueBound}
     * @param refusals see {@link dev.iota.core.run.RunSpec#refusals}
     */
    public Transitions(int stages, double rescueBound, int refusals) {
        this.stages = stages;
        this.rescueBound = rescueBound;
        this.refusals = refusals;
    }

    /** Gives the waiting hop to a miner. */
    public Decision<Microbatch> lease(Microbatch microbatch, Lease lease, Instant now) {
        if (microbatch.state() != State.WAITING) {
            return Decision.unchanged(microbatch, "microbatch %d is %s already", microbatch.id(), microbatch.state());
        }
        var issued = new ArrayList<>(microbatch.issued());
        issued.add(lease);
        return Decision.changed(
                microbatch.with(
                        microbatch.stage(),
                        microbatch.direction(),
                        State.LEASED,
                        issued,
                        microbatch.hops(),
                        now,
                        lease.until()),
                "leased to %s until %s",
                lease.hotkey(),
                lease.until());
    }

    /** Lengthens the lease of a miner that is alive. */
    public Decision<Microbatch> extend(Microbatch microbatch, String lease, Instant until, Instant now) {
        var current = microbatch.lease().filter(l -> l.id().equals(lease));
        if (current.isEmpty() || !current.get().until().isBefore(until)) {
            return Decision.unchanged(microbatch, "lease %s is not in force, or long enough", lease);
        }
        var issued = new ArrayList<>(microbatch.issued());
        issued.set(issued.size() - 1, current.get().extendedTo(until));
        return Decision.changed(
                microbatch.with(
                        microbatch.stage(),
                        microbatch.direction(),
                        State.LEASED,
                        issued,
                        microbatch.hops(),
                        microbatch.since(),
                        until),
                "extended to %s",
                until);
    }

    /** Takes a hop back from a miner that was too slow. What it still sends counts if it is first. */
    public Decision<Microbatch> expire(Microbatch microbatch, String lease, Instant now) {
        var current = microbatch.lease().filter(l -> l.id().equals(lease));
        if (current.isEmpty()) {
            return Decision.unchanged(microbatch, "lease %s is not in force", lease);
        }
        if (!current.get().isOver(now)) {
            return Decision.unchanged(
                    microbatch, "lease %s runs until %s", lease, current.get().until());
        }
        return Decision.changed(
                waiting(microbatch, microbatch.issued(), now),
                "lease of %s ran out",
                current.get().hotkey());
    }

    /** Takes a hop back from an earlier registration of a miner: that process is gone, and so is what it computed. */
    public Decision<Microbatch> fence(Microbatch microbatch, Hotkey hotkey, long registration, Instant now) {
        var kept = microbatch.issued().stream()
                .filter(l -> !l.hotkey().equals(hotkey) || l.registration() >= registration)
                .toList();
        if (!microbatch.isOpen() || kept.size() == microbatch.issued().size()) {
            return Decision.unchanged(microbatch, "%s has no older lease on it", hotkey);
        }
        var inForce = microbatch.lease().filter(kept::contains).isPresent();
        if (inForce) {
            return Decision.changed(
                    microbatch.with(
                            microbatch.stage(),
                            microbatch.direction(),
                            State.LEASED,
                            kept,
                            microbatch.hops(),
                            microbatch.since(),
                            microbatch.deadline()),
                    "an older lease of %s is fenced",
                    hotkey);
        }
        return Decision.changed(waiting(microbatch, kept, now), "%s registered again", hotkey);
    }

    /** Moves on with the output of a forward. */
    public Decision<Microbatch> forwardDone(
            Microbatch microbatch, Event.ForwardDone event, Hotkey sender, Instant now) {
        var refusal = whyNot(microbatch, event, sender);
        if (refusal.isPresent()) {
            return Decision.unchanged(microbatch, refusal.get());
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
                Optional.empty());
        return Decision.changed(
                microbatch.with(
                        event.stage() + 1,
                        Direction.FORWARD,
                        State.WAITING,
                        List.of(),
                        microbatch.hopsWith(hop),
                        now,
                        now),
                "forward of stage %d done by %s",
                event.stage(),
                sender);
    }

    /** Moves on with the gradient of a stage's input, or completes the microbatch. */
    public Decision<Microbatch> backwardDone(
            Microbatch microbatch, Event.BackwardDone event, Hotkey sender, Instant now) {
        var refusal = whyNot(microbatch, event, sender);
        if (refusal.isPresent()) {
            return Decision.unchanged(microbatch, refusal.get());
        }
        var tail = event.stage() == stages - 1;
        if (tail != (event.direction() == Direction.FORWARD)) {
            return Decision.unchanged(microbatch, "a backward answers a forward at the tail, and only there");
        }
        if (tail != event.loss().isPresent()) {
            return Decision.unchanged(microbatch, "the tail, and only the tail, reports a loss");
        }
        if ((event.stage() > 0) != event.sha256().isPresent()) {
            return Decision.unchanged(microbatch, "every stage but the head, and only those, stores a gradient");
        }
        if (event.rescue().isPresent() && !(event.rescue().get() <= rescueBound)) {
            return Decision.unchanged(
                    microbatch,
                    "rescued with a difference of %s, above %s",
                    event.rescue().get(),
                    rescueBound);
        }
        var before = event.stage() < microbatch.hops().size()
                ? Optional.of(microbatch.hops().get(event.stage()))
                : Optional.<Hop>empty();
        var hop = new Hop(
                sender,
                event.step(),
                before.flatMap(Hop::activation),
                event.sha256().map(hash -> new Hop.Stored(event.lease(), hash)),
                event.seconds() + before.map(Hop::seconds).orElse(0.0),
                event.rescue());
        var hops = microbatch.hopsWith(hop);
        if (event.stage() == 0) {
            return Decision.changed(
                    microbatch
                            .with(0, Direction.BACKWARD, State.COMPLETE, List.of(), hops, now, now)
                            .withLoss(event.loss()),
                    "complete");
        }
        return Decision.changed(
                microbatch
                        .with(event.stage() - 1, Direction.BACKWARD, State.WAITING, List.of(), hops, now, now)
                        .withLoss(event.loss()),
                "backward of stage %d done by %s",
                event.stage(),
                sender);
    }

    /**
     * A miner could not do its hop. With {@code producerToBlame} the object it was to read is not what is on record,
     * and the hop that made it is done again.
     */
    public Decision<Microbatch> refused(
            Microbatch microbatch, Event.OfHop event, Hotkey sender, boolean producerToBlame, Instant now) {
        var refusal = whyNot(microbatch, event, sender);
        if (refusal.isPresent()) {
            return Decision.unchanged(microbatch, refusal.get());
        }
        var counted = microbatch.withRefusals(microbatch.refusals() + 1);
        if (counted.refusals() >= refusals) {
            return Decision.changed(
                    counted.with(
                            microbatch.stage(),
                            microbatch.direction(),
                            State.LOST,
                            List.of(),
                            microbatch.hops(),
                            now,
                            now),
                    "given up after %d refusals",
                    counted.refusals());
        }
        var first = event.stage() == 0 && event.direction() == Direction.FORWARD;
        if (!producerToBlame || first) {
            var kept = microbatch.issued().stream()
                    .filter(l -> !l.id().equals(event.lease()))
                    .toList();
            return Decision.changed(waiting(counted, kept, now), "refused by %s", sender);
        }
        // The tail makes its gradient in a forward, so the hop before "backward of the stage below it" is the tail's
        // forward.
        var backward = event.direction() == Direction.BACKWARD;
        var stage = backward ? event.stage() + 1 : event.stage() - 1;
        var direction = backward && stage < stages - 1 ? Direction.BACKWARD : Direction.FORWARD;
        return Decision.changed(
                counted.with(stage, direction, State.WAITING, List.of(), microbatch.hops(), now, now),
                "the input of stage %d is bad: %s of stage %d again",
                event.stage(),
                direction,
                stage);
    }

    /**
     * Ends what an epoch could not finish; its position is given back, which the mark says. What was done of it stays
     * paid.
     */
    public Decision<Microbatch> unfinished(Microbatch microbatch, Instant now) {
        if (!microbatch.isOpen()) {
            return Decision.unchanged(microbatch, "microbatch %d is %s already", microbatch.id(), microbatch.state());
        }
        return Decision.changed(
                microbatch
                        .with(
                                microbatch.stage(),
                                microbatch.direction(),
                                State.UNFINISHED,
                                List.of(),
                                microbatch.hops(),
                                now,
                                now)
                        .withRedone(),
                "epoch %d is over",
                microbatch.epoch());
    }

    private Microbatch waiting(Microbatch microbatch, List<Lease> issued, Instant now) {
        return microbatch.with(
                microbatch.stage(), microbatch.direction(), State.WAITING, issued, microbatch.hops(), now, now);
    }

    private static Optional<String> whyNot(Microbatch microbatch, Event.OfHop event, Hotkey sender) {
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
