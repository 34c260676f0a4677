package dev.iota.local.runner.command;

import dev.iota.local.runner.failure.RunnerException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a run go on from what an earlier epoch started from. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lets a run go on from what an earlier epoch started from, as a new epoch. Nothing of"
                + " the epochs in between is removed.")
public final class RollbackCommand extends OperatorCommand {
    @Parameters(paramLabel = "EPOCH", description = "One that './iota epochs' lists.")
    private int epoch;

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        try {
            var next = open.operator().control().rollback(epoch);
            out.printf("epoch %d starts from what epoch %d started from%s%n", next, epoch, advice(open));
        } catch (IllegalArgumentException e) {
            throw new RunnerException(
                    e, "%s: './iota epochs' lists those that have one", String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    private static String advice(OpenRun open) {
        return open.root()
                .map("; ./iota train --resume %s goes on with it"::formatted)
                .orElse("");
    }
}
