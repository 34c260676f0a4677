package dev.iota.local.cloud.states;

/** Passes through several graphs at once. */
final class ParallelState {
    private final Desk desk;
    private final Forks forks;

    ParallelState(Desk desk, Forks forks) {
        this.desk = desk;
        this.forks = forks;
    }

    void enter(Flow flow, State.Parallel parallel) throws FailedException {
        var input = parallel.arguments() == null
                ? flow.input()
                : parallel.arguments().evaluate(desk.scopes().of(flow));
        var inputs = parallel.branches().stream().map(_ -> input).toList();
        forks.fork(flow.after(desk.events().add("ParallelStateStarted", flow.lastEvent())), inputs, inputs.size());
    }
}
