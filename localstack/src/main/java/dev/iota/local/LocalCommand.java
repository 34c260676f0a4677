package dev.iota.local;

import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.English;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.local.cloud.CloudCommand;
import dev.iota.local.runner.TrainCommand;
import dev.iota.local.runner.bench.SwarmBenchCommand;
import dev.iota.local.runner.chaos.ChaosCommand;
import dev.iota.local.runner.command.AuditsCommand;
import dev.iota.local.runner.command.CostCommand;
import dev.iota.local.runner.command.EnvCommand;
import dev.iota.local.runner.command.EpochsCommand;
import dev.iota.local.runner.command.ExplainCommand;
import dev.iota.local.runner.command.ExportWeightsCommand;
import dev.iota.local.runner.command.MinersCommand;
import dev.iota.local.runner.command.QuarantineCommand;
import dev.iota.local.runner.command.RollbackCommand;
import dev.iota.local.runner.command.ScoresCommand;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.owner.OwnerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
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
            EpochsCommand.class,
            RollbackCommand.class,
            SwarmBenchCommand.class,
            CloudCommand.class,
            CostCommand.class,
            EnvCommand.class,
            MinersCommand.class,
            QuarantineCommand.class,
            AuditsCommand.class,
            ScoresCommand.class,
            ExplainCommand.class,
            ExportWeightsCommand.class,
            ChaosCommand.class
        })
public final class LocalCommand {
    private LocalCommand() {}

    public static void main(String[] args) {
        English.speak();
        System.exit(new CommandLine(new LocalCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(LocalCommand::explain)
                .execute(args));
    }

    /** What a person can put right is told in one sentence; anything else is a defect and shows where it came from. */
    static int explain(Exception exception, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        var known = known(exception);
        if (known.isPresent()) {
            command.getErr().println("iota: " + known.get());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw exception;
    }

    private static Optional<String> known(Exception exception) {
        return switch (exception) {
            case RunnerException wrong -> Optional.ofNullable(wrong.getMessage());
            case InvalidSpecException wrong -> Optional.ofNullable(wrong.getMessage());
            case SdkException away ->
                Optional.of("the cloud does not answer: %s; the logs in the run's folder say more, and ./iota train"
                                .formatted(away.getMessage())
                        + " --resume goes on with the run");
            case UncheckedIOException file -> known(Objects.requireNonNull(file.getCause()));
            case FileSystemException file -> {
                var disk = new LocalDisk(Path.of(file.getFile() == null ? "" : file.getFile()));
                yield Optional.of("%s: %s".formatted(file.getFile(), disk.reason(file)));
            }
            case IOException file -> new LocalDisk(Path.of("").toAbsolutePath()).fault(file);
            default -> Optional.empty();
        };
    }
}
