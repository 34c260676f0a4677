package dev.iota.local;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.local.cloud.CloudCommand;
import dev.iota.local.runner.TrainCommand;
import dev.iota.local.runner.bench.SwarmBenchCommand;
import dev.iota.local.runner.chaos.ChaosCommand;
import dev.iota.local.runner.command.EpochsCommand;
import dev.iota.local.runner.command.ExplainCommand;
import dev.iota.local.runner.command.ExportWeightsCommand;
import dev.iota.local.runner.command.MinersCommand;
import dev.iota.local.runner.command.QuarantineCommand;
import dev.iota.local.runner.command.RollbackCommand;
import dev.iota.local.runner.command.ScoresCommand;
import dev.iota.local.runner.failure.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of everything that runs a whole system on one machine. */
@Command(
        name = "iota",
        mixinStandardHelpOptions = true,
        description = "The whole system on one machine.",
        subcommands = {
            TrainCommand.class,
            EpochsCommand.class,
            RollbackCommand.class,
            SwarmBenchCommand.class,
            CloudCommand.class,
            MinersCommand.class,
            QuarantineCommand.class,
            ScoresCommand.class,
            ExplainCommand.class,
            ExportWeightsCommand.class,
            ChaosCommand.class
        })
public final class LocalCommand {
    private LocalCommand() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new LocalCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(LocalCommand::explain)
                .execute(args));
    }

    /** What a person can put right is told in one sentence; anything else is a defect and shows where it came from. */
    private static int explain(Exception exception, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (exception instanceof RunnerException || exception instanceof InvalidSpecException) {
            command.getErr().println("iota: " + exception.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw exception;
    }
}
