package dev.iota.local.runner.command;

import dev.iota.core.base.FileReason;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which run a command is about: the newest on this machine, where nothing is said. */
public final class RunChoice {
    /** What to look at when a deployed run cannot be reached. */
    public static final String ADVICE =
            "is that its name, and are region and credentials of the environment those of its account?";

    @Option(names = "--run", paramLabel = "DIR", description = "Folder of the run (default: the newest in runs/).")
    private @Nullable Path run;

    @Option(
            names = "--deployed",
            paramLabel = "NAME",
            description = "Name of a run in AWS, reached with the region and the credentials of the environment.")
    private @Nullable String deployed;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "Address of a run's API: anybody may look at it, and nobody can change anything by it.")
    private @Nullable URI api;

    /** Address of the API, if that is all that the run is named by. */
    Optional<URI> api() {
        return Optional.ofNullable(api);
    }

    /** @throws RunnerException if there is no such run, or it cannot be reached */
    OpenRun open(InstantSource clock) {
        return deployed != null ? OpenRun.deployed(deployed, clock) : OpenRun.open(folder(), clock);
    }

    private Path folder() {
        return run != null ? run : newest(RunFolder.RUNS);
    }

    /** What to look at when it cannot be reached. */
    String advice() {
        return deployed != null ? ADVICE : "see logs/cloud.log in its folder";
    }

    @Override
    public String toString() {
        return "the run " + (deployed != null ? deployed : folder());
    }

    /** The run that was worked on last. */
    static Path newest(Path runs) {
        if (!Files.isDirectory(runs)) {
            throw none(runs);
        }
        try (var folders = Files.list(runs)) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(RunFolder.RECORD)))
                    .max(Comparator.comparingLong(RunChoice::written))
                    .orElseThrow(() -> none(runs));
        } catch (IOException e) {
            throw new RunnerException(e, "cannot list the runs in %s: %s", runs, FileReason.of(e));
        }
    }

    private static long written(Path folder) {
        return folder.resolve(RunFolder.RECORD).toFile().lastModified();
    }

    private static RunnerException none(Path runs) {
        return new RunnerException("there is no run in %s; name its folder with --run", runs);
    }
}
