package dev.iota.local.runner.owner;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The life of a run, in its owner's hands. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes a deployed run, and steers a run wherever it is. A deployed run is named by --deployed, and"
                        + " reached with the region, the credentials and the endpoints of the environment.",
        subcommands = {
            CreateCommand.class,
            StartCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            StopCommand.class,
            StatusCommand.class,
            ReceiptsCommand.class,
            CheckpointCommand.class,
            DestroyCommand.class
        })
public final class OwnerCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name what to do: " + String.join(", ", spec.subcommands().keySet()));
    }
}
