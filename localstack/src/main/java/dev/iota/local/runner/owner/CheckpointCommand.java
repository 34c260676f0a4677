package dev.iota.local.runner.owner;

import dev.iota.cloud.terminal.ProgressBar;
import dev.iota.core.base.Json;
import dev.iota.local.runner.command.OpenRun;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.WeightDownload;
import dev.iota.local.runner.process.JavaCommands;
import dev.iota.local.runner.process.MinerTools;
import dev.iota.local.runner.process.Supervisor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Makes a checkpoint of what a run published last. */
@picocli.CommandLine.Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Collects the newest published weights of a run, and makes a checkpoint of them that"
                + " './iota sample' and './iota evaluate' read.")
final class CheckpointCommand extends OrderCommand {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the run, which gets the checkpoint; 'run create' made it (default: runs/NAME, or"
                    + " the one of --run).")
    private @Nullable Path out;

    @Override
    void order(OpenRun open, PrintWriter print) {
        var operator = open.operator();
        if (operator.history().newest() == 0) {
            throw new RunnerException("the run has published nothing but the weights that it began with");
        }
        var spec = operator.recorded();
        var tokens = operator.status().map(status -> status.completed()).orElse(0L)
                * spec.training().tokensPerMicrobatch();
        if (open.root().isPresent()) {
            throw new RunnerException("./iota train made one; --resume goes on with the run, and makes it anew");
        }
        try (var supervisor = new Supervisor(InstantSource.system());
                var folder = RunFolder.create(out == null ? RunFolder.RUNS.resolve(spec.run()) : out)) {
            RunFolder.replace(folder.spec(), Json.write(spec));
            var stages = spec.model().stages();
            try (var bar = ProgressBar.of(line().getErr(), "fetching weights")) {
                WeightDownload.write(
                        operator.history(), stages, folder.weights(), done -> bar.update(done, stages, ""));
            }
            new MinerTools(JavaCommands.ofThisJvm(), supervisor).export(folder, tokens);
            folder.removeWeights();
            print.println("checkpoint " + folder.checkpoint());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException(e, "interrupted");
        }
    }
}
