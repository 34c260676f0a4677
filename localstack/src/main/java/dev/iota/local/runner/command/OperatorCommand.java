package dev.iota.local.runner.command;

import dev.iota.cloud.process.EndReason;
import dev.iota.core.base.MalformedException;
import dev.iota.local.runner.failure.RunnerException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** A command that looks at a run, or changes it: one on this machine, going on or not, or one in AWS. */
public abstract class OperatorCommand implements Callable<Integer> {
    @ArgGroup
    private @Nullable RunChoice run;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /**
     * Does it.
     *
     * @throws RunnerException if it cannot be done
     * @throws MalformedException if what was given is not what the option takes
     */
    protected abstract void act(OpenRun open, PrintWriter out);

    @Override
    public final Integer call() {
        var choice = run == null ? new RunChoice() : run;
        try (var open = choice.open(InstantSource.system())) {
            var out = spec.commandLine().getOut();
            act(open, out);
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (MalformedException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        } catch (SdkException e) {
            throw new RunnerException(e, "%s cannot be reached (%s); %s", choice, EndReason.of(e), choice.advice());
        }
    }
}
