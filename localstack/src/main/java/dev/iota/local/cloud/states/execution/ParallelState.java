package dev.iota.local.cloud.states.execution;

import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.State;

/** Passes through several graphs at once. */
final class ParallelState {
    private final TurnContext turnContext;
    private final Forks forks;

    ParallelState(TurnContext turnContext, Forks forks) {
        this.turnContext = turnContext;
        this.forks = forks;
    }

    void enter(Flow flow, State.Parallel parallel) throws FailedException {
        var input = parallel.arguments() == null
                ? flow.input()
                : parallel.arguments()
                        .evaluate("Arguments", turnContext.scopes().of(flow));
        var inputs = parallel.branches().stream().map(_ -> input).toList();
        forks.fork(
                flow.after(turnContext.events().add("ParallelStateStarted", flow.lastEvent())), inputs, inputs.size());
    }
}
