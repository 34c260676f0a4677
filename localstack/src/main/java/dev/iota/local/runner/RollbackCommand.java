package dev.iota.local.runner;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a run go on from what an earlier epoch started from. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lets a run go on from what an earlier epoch started from, as a new epoch. Nothing of the epochs in between is removed.")
public final class RollbackCommand implements Callable<Integer> {
    @Parameters(paramLabel = "EPOCH", description = "One that './iota epochs' lists.")
    private int epoch;

    @Mixin
    private final RunChoice run = new RunChoice();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        var folder = run.folder();
        try (var open = OpenRun.open(folder, InstantSource.system())) {
            var next = open.operator().rollback(epoch);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "epoch %d starts from what epoch %d started from; ./iota train --resume %s goes on with it%n",
                            next, epoch, folder);
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new RunnerException(
                    e, "%s: './iota epochs' lists those that have one", String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }
}
