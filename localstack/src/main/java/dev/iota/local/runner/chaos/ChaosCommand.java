package dev.iota.local.runner.chaos;

import dev.iota.cloud.process.Supervised;
import dev.iota.core.base.Json;
import dev.iota.local.runner.chaos.machine.Isolation;
import dev.iota.local.runner.chaos.machine.Leftovers;
import dev.iota.local.runner.chaos.machine.Shell;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.process.JavaCommands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does to the processes of small runs what happens to processes, and checks what must hold all the same. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains small models, does to one process of each what happens to processes (a kill, a"
                + " standstill, a full disk, too little memory, a thin line, a wrong clock, a gateway that answers in"
                + " the orchestrator's place, a closed terminal), and checks that nothing is lost, that everything"
                + " counts once, and that the run says the truth. The exit status is 1 if something was found.")
public final class ChaosCommand implements Callable<Integer> {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'chaos-'uuuuMMdd-HHmmss").withZone(ZoneId.systemDefault());

    private static final double SECONDS_PER_MINUTE = 60;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "10",
            description = "As long as that is not over, a further cell begins (default: ${DEFAULT-VALUE}).")
    double minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Chooses the cells, and what is left open in each (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--cell",
            paramLabel = "PROCESS:FAULT:PHASE",
            description = "Run this cell alone, such as miner-0:kill:training.")
    @Nullable String cell;

    @Option(names = "--keep", description = "Keep the folders of all cells, and not only of those with a finding.")
    boolean keep;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the results, too.")
    @Nullable Path json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var java = JavaCommands.ofThisJvm();
        if (!Shell.has("setsid") || !Files.isDirectory(Path.of("/proc/self"))) {
            throw new RunnerException("faults need Linux with /proc and setsid, which is in the package util-linux");
        }
        if (!Isolation.isInside()) {
            return Isolation.run(ChaosJvm.command(
                    java, spec.root().commandLine().getParseResult().originalArgs()));
        }
        Supervised.endWithParent();
        Leftovers.clear();
        var folder = RunFolder.RUNS.resolve(NAME.format(Instant.now()));
        var run = new ChaosRun(seed, keep, folder, java, spec.commandLine().getOut());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(run::stop));
        var wanted = cell;
        if (wanted == null) {
            run.run(Duration.ofMillis((long) (minutes * SECONDS_PER_MINUTE * 1000)));
        } else {
            run.run(Cell.of(wanted)).ifPresent(reason -> {
                throw new RunnerException("the cell %s cannot be run here: %s", wanted, reason);
            });
        }
        return tell(run.results());
    }

    private int tell(List<CellResult> results) {
        var out = spec.commandLine().getOut();
        out.print(ChaosTable.text(results));
        out.flush();
        if (json != null) {
            RunFolder.replace(
                    json.toAbsolutePath(), Json.mapper().valueToTree(results).toPrettyString());
        }
        return results.stream().allMatch(result -> result.findings().isEmpty())
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }
}
