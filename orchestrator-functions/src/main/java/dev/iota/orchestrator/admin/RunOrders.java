package dev.iota.orchestrator.admin;

import dev.iota.core.divergence.Halt;
import dev.iota.core.owner.Command;
import dev.iota.core.owner.Order;
import dev.iota.core.owner.OrderAnswer;
import dev.iota.core.owner.OrderFacts;
import dev.iota.core.owner.Orders;
import dev.iota.core.owner.RunState;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.OwnerFacts;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.util.Optional;
import java.util.function.Function;

/**
 * Carries out what the owner of a run tells it: loads what the answer depends on, writes the order on a condition, and
 * sees to what follows. Whoever dies in between asks again, and it is completed.
 */
public final class RunOrders {
    private final Services services;
    private final Runs runs;
    private final RunControl control;

    public RunOrders(Services services, Runs runs, RunControl control) {
        this.services = services;
        this.runs = runs;
        this.control = control;
    }

    /** Where the run stands. */
    public RunState state() {
        return RunState.of(facts());
    }

    /** One sentence about that. */
    public String reason() {
        var facts = facts();
        return Orders.why(RunState.of(facts), facts);
    }

    /** Whether nothing was started in its epoch: if nothing starts any more, that one never ends. */
    public boolean isIdle() {
        return facts().idle();
    }

    private OrderFacts facts() {
        runs.forget();
        return OwnerFacts.of(services, runs.current());
    }

    /** @throws IllegalStateException with the reason, if the run does not do it */
    public OrderAnswer give(Command command) {
        var halted = runs.current().record().halted();
        if (command == Command.START && halted.isPresent() && state() == RunState.ENDED) {
            // It was ended at once: as after any halt, a new epoch begins from the newest good weights.
            control.rollback(halted.get().from());
            return new OrderAnswer(false, Optional.empty(), true, "the run goes on; start its miners again");
        }
        var atOnce = command == Command.STOP_NOW;
        var answer = services.optimistic()
                .retry(
                        "the run",
                        Options.DEFAULT,
                        () -> write(facts -> Orders.to(command, facts, services.now()), atOnce));
        if (answer.refused()) {
            throw new IllegalStateException(answer.reason());
        }
        control.moveOn();
        runs.forget();
        if (runs.current().isHalted()) {
            control.takeBack();
        }
        return answer;
    }

    /**
     * Lets a run train so many epochs more than it has finished, also one that its owner paused or stopped.
     *
     * @throws IllegalArgumentException if they are none, or the run has no last epoch
     * @throws IllegalStateException with the reason, if the run does not train then
     */
    public OrderAnswer start(int more) {
        if (more < 1) {
            throw new IllegalArgumentException("--epochs is %d; wanted 1 or more".formatted(more));
        }
        var state = state();
        if (state == RunState.TRAINING || state == RunState.PAUSED || state == RunState.ENDED) {
            control.extend(Math.addExact(runs.current().epoch(), more));
            if (state() == RunState.TRAINING) {
                return new OrderAnswer(
                        false,
                        Optional.empty(),
                        true,
                        "the run has %d epochs now"
                                .formatted(
                                        runs.current().record().spec().epochs().count()));
            }
        }
        return give(Command.START);
    }

    /**
     * Lets a run go on that its owner paused or stopped, also while its last epoch is brought to its end: that is then
     * not the last one. What else keeps it from training stays as it is.
     */
    public void lift() {
        runs.forget();
        if (runs.current().isHeld() && !runs.current().isHalted()) {
            services.optimistic().retry("the run", Options.DEFAULT, () -> write(RunOrders::lifted, false));
            control.moveOn();
        }
    }

    private static OrderAnswer lifted(OrderFacts facts) {
        return new OrderAnswer(false, Optional.empty(), facts.order().isPresent(), "the run goes on");
    }

    /**
     * @param atOnce whether an order that changes is to end the run now
     * @return empty if somebody else was faster
     */
    private Optional<OrderAnswer> write(Function<OrderFacts, OrderAnswer> asked, boolean atOnce) {
        runs.forget();
        var before = runs.current().record();
        var now = services.now();
        var answer = asked.apply(OwnerFacts.of(services, runs.current()));
        if (!answer.changed()) {
            return Optional.of(answer);
        }
        var next = before.ordered(answer.order());
        var transaction = services.transaction();
        services.runs()
                .replace(
                        transaction,
                        before,
                        atOnce
                                ? next.halted(new Halt(
                                        "the run was ended by its owner, and what epoch %d trained is given up"
                                                .formatted(before.epoch()),
                                        before.epoch()))
                                : next);
        before.order()
                .filter(Order::isPause)
                .ifPresent(pause -> services.epochs().epoch(before.epoch()).ifPresent(epoch -> {
                    var prolonged = epoch.prolonged(pause.at(), now);
                    if (!prolonged.equals(epoch)) {
                        services.epochs().replace(transaction, prolonged);
                    }
                }));
        if (!transaction.commit().committed()) {
            return Optional.empty();
        }
        services.runEvents().happened(RunControl.ordered(before, answer.reason(), now));
        return Optional.of(answer);
    }
}
