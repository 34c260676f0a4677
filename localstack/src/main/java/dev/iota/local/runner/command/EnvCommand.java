package dev.iota.local.runner.command;

import dev.iota.core.base.FileReason;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudKind;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the variables with which other programs reach the embedded cloud of a run. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Prints the variables with which aws and boto3 reach the embedded cloud of a run that goes on, for a"
                        + " shell: eval \"$(./iota env --run DIR)\". Among them is the secret of the run's owner.")
public final class EnvCommand implements Callable<Integer> {
    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "Folder of the run, or of a cloud alone (default: the newest in runs/).")
    private @Nullable Path run;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        var folder = run == null ? RunChoice.newest(RunFolder.RUNS) : run;
        var cloud = cloud(folder);
        if (!cloud.isServed() && cloud.kind() == CloudKind.LOCALSTACK) {
            throw new RunnerException(
                    "the run in %s does not go on, and LocalStack, in which it was, kept nothing of it", folder);
        }
        if (!cloud.isServed()) {
            throw new RunnerException(
                    "the cloud of the run in %s does not run; ./iota train --resume goes on with the run, and"
                            + " ./iota cloud --dir %s --run %s runs its cloud alone",
                    folder, place(folder), cloud.run());
        }
        var out = spec.commandLine().getOut();
        cloud.environment().forEach((name, value) -> out.println("export %s=%s".formatted(name, quoted(value))));
        out.println("export AWS_DEFAULT_REGION=" + quoted(cloud.region())); // by which Python's programs know it
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private static CloudFile cloud(Path folder) {
        try {
            return CloudFile.read(place(folder));
        } catch (IOException e) {
            throw new RunnerException(e, "there is no embedded cloud in %s: %s", folder, FileReason.of(e));
        }
    }

    private static Path place(Path folder) {
        var inside = folder.resolve("cloud");
        return Files.isDirectory(inside) ? inside : folder;
    }

    /** As every shell reads it. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
