package dev.iota.local.runner;

import dev.iota.core.merge.Mode;
import dev.iota.core.merge.step.Moments;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.failure.RunExit;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.JavaCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
    private static final double SECONDS_PER_MINUTE = 60;

    /** Of a terminal that does not tell. */
    private static final int COLUMNS = 120;

    @Option(names = "--preset", paramLabel = "NAME|FILE", description = "Shape of the model (default: tiny).")
    @Nullable String preset;

    @Option(
            names = "--split",
            split = ",",
            paramLabel = "N",
            description = "Blocks of each stage, instead of the preset's: --split 1,2,3.")
    @Nullable List<Integer> split;

    @Option(names = "--miners-per-stage", paramLabel = "N", description = "Replicas of each stage (default: 1).")
    @Nullable Integer minersPerStage;

    @Option(
            names = "--validators",
            paramLabel = "N",
            description =
                    "Processes that compute samples of the miners' work again (default: 1; 0: nothing is audited).")
    @Nullable Integer validators;

    @Option(names = "--minutes", paramLabel = "M", description = "How long to train (default: 5).")
    @Nullable Double minutes;

    @Option(names = "--steps", paramLabel = "N", description = "Train for so many steps instead.")
    @Nullable Long steps;

    @Option(
            names = "--epochs",
            paramLabel = "E",
            description = "Merge the replicas so often (default: 1, at the end); with --resume, so many times more.")
    @Nullable Integer epochs;

    @Option(
            names = "--mode",
            paramLabel = "sync|diloco|average",
            description = "How replicas are merged (default: diloco); sync makes one step an epoch.")
    @Nullable Mode mode;

    @Option(
            names = "--moments",
            paramLabel = "kept|restarted",
            description = "What AdamW begins an epoch of diloco with (default: kept); where they are restarted,"
                    + " validators can do whole epochs again.")
    @Nullable Moments moments;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "Of what miners upload: float32 (default), bfloat16, int8 or top-k:K.")
    @Nullable String codec;

    @Option(
            names = "--slowest-rate",
            paramLabel = "RATE",
            description = "Of the slowest line that a miner may have, up and down, in kB/s (default: 200); larger"
                    + " stages need faster lines.")
    @Nullable Long slowestRate;

    @Option(
            names = "--data",
            paramLabel = "FILE|DIR",
            description = "Text (.txt, .md), JSON lines (.jsonl), either also as .gz or .zst, or .parquet (default: a"
                    + " sample corpus).")
    @Nullable Path data;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "Of JSON lines, or column of parquet, that holds the text (default: text).")
    @Nullable String field;

    @Option(
            names = "--bad-lines",
            paramLabel = "PERCENT",
            description = "Of the documents that may be left out since they are no text (default: 1).")
    @Nullable Double badLines;

    @Option(names = "--tokenizer", paramLabel = "byte|FILE", description = "Or a tokenizer.json (default: byte).")
    @Nullable String tokenizer;

    @Option(
            names = "--end-of-text",
            paramLabel = "TOKEN",
            description = "The tokenizer's token between documents (default: the one it marks as such).")
    @Nullable String endOfText;

    @Option(names = "--seed", paramLabel = "S", description = "Of weights, data order and everything (default: 1).")
    @Nullable Long seed;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Peak of the learning rate (default: the preset's); with --resume, the run goes on from its"
                    + " newest published weights with it.")
    @Nullable Double rate;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the run (default: runs/TIME).")
    @Nullable Path out;

    @Option(names = "--report", paramLabel = "FILE.json", description = "Where to write the report, too.")
    @Nullable Path report;

    @Option(names = "--resume", paramLabel = "DIR", description = "Go on with the run in this folder.")
    @Nullable Path resume;

    @Option(names = "--port", paramLabel = "P", description = "Of the HTTP API (default: a free one).")
    int port;

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
                new TrainOptions.Model(
                        Optional.ofNullable(preset),
                        Optional.ofNullable(split),
                        Optional.ofNullable(minersPerStage),
                        Optional.ofNullable(validators)),
                new TrainOptions.Length(
                        Optional.ofNullable(minutes)
                                .map(m -> Duration.ofMillis((long) (m * SECONDS_PER_MINUTE * 1000))),
                        steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
                        epochs == null ? OptionalInt.empty() : OptionalInt.of(epochs)),
                new TrainOptions.Merge(
                        Optional.ofNullable(mode),
                        Optional.ofNullable(codec),
                        Optional.ofNullable(moments),
                        slowestRate == null ? OptionalLong.empty() : OptionalLong.of(slowestRate)),
                new TrainOptions.Text(
                        Optional.ofNullable(data),
                        Optional.ofNullable(tokenizer),
                        Optional.ofNullable(endOfText),
                        Optional.ofNullable(field),
                        badLines == null ? OptionalDouble.empty() : OptionalDouble.of(badLines)),
                new TrainOptions.Learning(
                        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                        rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate)),
                new TrainOptions.Files(Optional.ofNullable(out), Optional.ofNullable(report)),
                Optional.ofNullable(resume),
                port);
    }
}
