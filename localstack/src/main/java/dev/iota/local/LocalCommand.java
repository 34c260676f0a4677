package dev.iota.local;

import dev.iota.cloud.process.EndReason;
import dev.iota.cloud.process.Program;
import dev.iota.cloud.terminal.Examples;
import dev.iota.core.base.English;
import dev.iota.local.cloud.CloudCommand;
import dev.iota.local.runner.TrainCommand;
import dev.iota.local.runner.bench.SwarmBenchCommand;
import dev.iota.local.runner.chaos.ChaosCommand;
import dev.iota.local.runner.command.AuditsCommand;
import dev.iota.local.runner.command.CostCommand;
import dev.iota.local.runner.command.EnvCommand;
import dev.iota.local.runner.command.EpochsCommand;
import dev.iota.local.runner.command.EventsCommand;
import dev.iota.local.runner.command.ExplainCommand;
import dev.iota.local.runner.command.ExportWeightsCommand;
import dev.iota.local.runner.command.MinersCommand;
import dev.iota.local.runner.command.QuarantineCommand;
import dev.iota.local.runner.command.RollbackCommand;
import dev.iota.local.runner.command.RunStatusCommand;
import dev.iota.local.runner.command.ScoresCommand;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.owner.OwnerCommand;
import dev.iota.local.simulator.SimulateCommand;
import dev.iota.local.stack.LocalStackCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkException;

/** Entry point of everything that runs a whole system on one machine. */
@Command(
        name = "iota",
        mixinStandardHelpOptions = true,
        description = "The whole system on one machine.",
        subcommands = {
            TrainCommand.class,
            OwnerCommand.class,
            RunStatusCommand.class,
            EventsCommand.class,
            EpochsCommand.class,
            RollbackCommand.class,
            SwarmBenchCommand.class,
            CloudCommand.class,
            LocalStackCommand.class,
            CostCommand.class,
            EnvCommand.class,
            MinersCommand.class,
            QuarantineCommand.class,
            AuditsCommand.class,
            ScoresCommand.class,
            ExplainCommand.class,
            ExportWeightsCommand.class,
            ChaosCommand.class,
            SimulateCommand.class,
            CompletionCommand.class
        })
public final class LocalCommand {
    /** Statuses of a run say how it was trained: a person who has to put something right first is told by 1. */
    private static final Program PROGRAM = new Program(command -> "iota", reason -> CommandLine.ExitCode.SOFTWARE);

    private LocalCommand() {}

    public static void main(String[] args) {
        English.speak();
        System.exit(line().execute(args));
    }

    /** All that it can do. */
    static CommandLine line() {
        return PROGRAM.line(new LocalCommand(), Examples.of("iota", "./iota", LocalCommand.class))
                .setExecutionExceptionHandler(LocalCommand::explain);
    }

    /** What a person can put right is told in one sentence; anything else is a defect and shows where it came from. */
    static int explain(Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
        return PROGRAM.failed(
                exception instanceof SdkException away
                        ? new RunnerException(
                                away,
                                "the cloud does not answer: %s; the logs in the run's folder say more, and ./iota train"
                                        + " --resume goes on with the run",
                                EndReason.of(away))
                        : exception,
                command);
    }
}
