package dev.iota.core.microbatch;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Event;
import java.time.Instant;

/**
 * What may become of a microbatch in a run of {@code stages} stages. Each method decides whether something changes it:
 * the changed microbatch has taken a way of {@link TransitionTable}, the unchanged one comes with the reason. The rules
 * of leases, answers and refusals are in {@link LeaseRules}, {@link AnswerRules} and {@link RefusalRules}.
 */
public final class Transitions {
    private final AnswerRules answers;
    private final RefusalRules refused;

    /**
     * @param rescueBound see {@link dev.iota.core.run.RunSpec#rescueBound}
     * @param refusals see {@link dev.iota.core.run.RunSpec#refusals}
     */
    public Transitions(int stages, double rescueBound, int refusals) {
        this.answers = new AnswerRules(stages, rescueBound);
        this.refused = new RefusalRules(stages, refusals);
    }

    /** Gives the waiting hop to a miner. */
    public Decision<Microbatch> lease(Microbatch microbatch, Lease lease, Instant now) {
        return LeaseRules.lease(microbatch, lease, now);
    }

    /** Takes the lease in force back from a miner that was not told of it, since it has no room. */
    public Decision<Microbatch> withdraw(Microbatch microbatch, Lease lease, Instant now) {
        return LeaseRules.withdraw(microbatch, lease, now);
    }

    /** Lengthens the lease of a miner that is alive. */
    public Decision<Microbatch> extend(Microbatch microbatch, String lease, Instant until) {
        return LeaseRules.extend(microbatch, lease, until);
    }

    /** Takes a hop back from a miner that was too slow. What it still sends counts if it is first. */
    public Decision<Microbatch> expire(Microbatch microbatch, String lease, Instant now) {
        return LeaseRules.expire(microbatch, lease, now);
    }

    /** Takes the hop in force back from a miner that fell silent. What it still sends counts if it is first. */
    public Decision<Microbatch> abandon(Microbatch microbatch, Hotkey hotkey, Instant now) {
        return LeaseRules.abandon(microbatch, hotkey, now);
    }

    /** Takes a hop back from an earlier registration of a miner: that process is gone, and so is what it computed. */
    public Decision<Microbatch> fence(Microbatch microbatch, Hotkey hotkey, long registration, Instant now) {
        return LeaseRules.fence(microbatch, hotkey, registration, now);
    }

    /** Moves on with the output of a forward. */
    public Decision<Microbatch> forwardDone(
            Microbatch microbatch, Event.ForwardDone event, Hotkey sender, Instant now) {
        return answers.forwardDone(microbatch, event, sender, now);
    }

    /** Moves on with the gradient of a stage's input, or completes the microbatch. */
    public Decision<Microbatch> backwardDone(
            Microbatch microbatch, Event.BackwardDone event, Hotkey sender, Instant now) {
        return answers.backwardDone(microbatch, event, sender, now);
    }

    /** A miner could not do its hop. What is left to try decides what comes next. */
    public Decision<Microbatch> refused(
            Microbatch microbatch, Event.OfHop event, Hotkey sender, Recourse recourse, Instant now) {
        return refused.refused(microbatch, event, sender, recourse, now);
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
                microbatch.after(
                        Cause.EPOCH_OVER,
                        microbatch.place().ended(State.UNFINISHED, now),
                        microbatch.progress().withRedone()),
                "epoch %d is over",
                microbatch.epoch());
    }
}
