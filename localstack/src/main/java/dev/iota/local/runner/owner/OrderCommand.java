package dev.iota.local.runner.owner;

import dev.iota.local.runner.command.OpenRun;
import dev.iota.local.runner.command.OperatorCommand;
import dev.iota.local.runner.failure.RunnerException;
import java.io.PrintWriter;

/** A command that a run may refuse, with its reason. */
abstract class OrderCommand extends OperatorCommand {
    /** @throws IllegalStateException if the run does not do it */
    abstract void order(OpenRun open, PrintWriter out);

    @Override
    protected final void act(OpenRun open, PrintWriter out) {
        try {
            order(open, out);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    /** What is left to do for a run on this machine, whose miners are not there between two calls of the runner. */
    static String advice(OpenRun open) {
        return open.root()
                .map("; unless a runner works on it, ./iota train --resume %s goes on with it"::formatted)
                .orElse("");
    }
}
