package dev.iota.local.runner.command;

import dev.iota.cloud.process.EndReason;
import dev.iota.cloud.reader.HttpViews;
import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.reader.ViewRefusedException;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.MalformedException;
import dev.iota.local.runner.failure.RunnerException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Objects;
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

    /**
     * Does it with nothing but the API of the run, which only shows it.
     *
     * @throws RunnerException if the command needs more
     */
    protected void look(RunReader reader, PrintWriter out) {
        throw new RunnerException(
                "'%s' needs more than the API shows; name the run by --run or --deployed",
                spec.qualifiedName().replace("iota ", "./iota "));
    }

    /** The command line, for what is wrong about it. */
    protected final CommandLine line() {
        return spec.commandLine();
    }

    @Override
    public final Integer call() {
        var choice = run == null ? new RunChoice() : run;
        try {
            var out = spec.commandLine().getOut();
            if (choice.api().isPresent()) {
                look(choice.api().get(), out);
            } else {
                try (var open = choice.open(InstantSource.system())) {
                    act(open, out);
                }
            }
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (MalformedException | ViewRefusedException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        } catch (SdkException e) {
            throw unreachable(choice, e, EndReason.of(e));
        }
    }

    private void look(URI api, PrintWriter out) {
        if (!api.isAbsolute() || !String.valueOf(api.getScheme()).matches("https?")) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--api is '%s'; wanted an http or https URL".formatted(api));
        }
        try (var views = new HttpViews(api)) {
            look(new RunReader(views), out);
        } catch (UncheckedIOException e) {
            throw unreachable(api, e, FileReason.of(Objects.requireNonNull(e.getCause())));
        }
    }

    private static RunnerException unreachable(URI api, Exception cause, String reason) {
        return new RunnerException(
                cause,
                "the run at %s cannot be reached (%s); is that the address which './iota train' or the stack names?",
                api,
                reason);
    }

    private static RunnerException unreachable(RunChoice choice, Exception cause, String reason) {
        return new RunnerException(cause, "%s cannot be reached (%s); %s", choice, reason, choice.advice());
    }
}
