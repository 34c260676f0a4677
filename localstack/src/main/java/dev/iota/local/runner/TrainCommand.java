package dev.iota.local.runner;

import dev.iota.local.cloud.CloudKind;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.failure.RunExit;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.options.RunOptions;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.JavaCommands;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model on this machine. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a model on this machine: cloud, orchestrator and miners as processes. Ctrl-C"
                + " finishes early, a second one stops"
                + " at once.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            RunExit.TRAINED + ":" + RunExit.TRAINED_MEANS,
            RunExit.FAILED + ":" + RunExit.FAILED_MEANS,
            RunExit.USAGE + ":" + RunExit.USAGE_MEANS,
            RunExit.PARTLY + ":" + RunExit.PARTLY_MEANS,
            RunExit.DIVERGED + ":" + RunExit.DIVERGED_MEANS,
            RunExit.STOPPED + ":" + RunExit.STOPPED_MEANS
        })
public final class TrainCommand implements Callable<Integer> {
    /** Of a terminal that does not tell. */
    private static final int COLUMNS = 120;

    @Mixin
    private final RunOptions run = new RunOptions();

    @Option(names = "--miners-per-stage", paramLabel = "N", description = "Replicas of each stage (default: 1).")
    @Nullable Integer minersPerStage;

    @Option(
            names = "--validators",
            paramLabel = "N",
            description =
                    "Processes that compute samples of the miners' work again (default: 1; 0: nothing is audited).")
    @Nullable Integer validators;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the run (default: runs/TIME).")
    @Nullable Path out;

    @Option(names = "--report", paramLabel = "FILE.json", description = "Where to write the report, too.")
    @Nullable Path report;

    @Option(names = "--resume", paramLabel = "DIR", description = "Go on with the run in this folder.")
    @Nullable Path resume;

    @Option(
            names = "--cloud",
            paramLabel = "embedded|localstack",
            description = "What stands for AWS (default: embedded). In LocalStack the stack is deployed as in AWS; it"
                    + " needs Python 3.13 and Node.js, and the run cannot be resumed.")
    @Nullable CloudKind cloud;

    @Option(names = "--port", paramLabel = "P", description = "Of the HTTP API (default: a free one).")
    int port;

    @Option(names = "--open", description = "Open the page that shows the run in a browser.")
    boolean open;

    @Override
    public Integer call() throws Exception {
        var clock = InstantSource.system();
        var display = Display.ofThisTerminal(COLUMNS, clock);
        var training = new Training(options(), JavaCommands.ofThisJvm(), display, clock, began());
        try {
            return training.run();
        } catch (StoppedException e) {
            display.say("stopped before training began");
            return StoppedException.EXIT_STATUS;
        }
    }

    /** When this process was started: what people wait for begins with the JVM. */
    private static Instant began() {
        return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    }

    private TrainOptions options() {
        return new TrainOptions(
                run.model(Optional.ofNullable(minersPerStage), Optional.ofNullable(validators)),
                run.length(),
                run.merge(),
                run.text(),
                run.learning(),
                new TrainOptions.Files(Optional.ofNullable(out), Optional.ofNullable(report)),
                Optional.ofNullable(resume),
                new TrainOptions.Cloud(Optional.ofNullable(cloud), port, open));
    }
}
