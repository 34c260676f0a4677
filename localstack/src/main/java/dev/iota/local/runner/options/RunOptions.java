package dev.iota.local.runner.options;

import dev.iota.core.merge.Mode;
import dev.iota.core.merge.step.Moments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a person says about a run, wherever it is made: its model, its epochs, its data and how it learns. */
public final class RunOptions {
    private static final double SECONDS_PER_MINUTE = 60;

    @Option(names = "--preset", paramLabel = "NAME|FILE", description = "Shape of the model (default: tiny).")
    private @Nullable String preset;

    @Option(
            names = "--split",
            split = ",",
            paramLabel = "N",
            description = "Blocks of each stage, instead of the preset's: --split 1,2,3.")
    private @Nullable List<Integer> split;

    @Option(names = "--minutes", paramLabel = "M", description = "How long to train (default: 5).")
    private @Nullable Double minutes;

    @Option(names = "--steps", paramLabel = "N", description = "Train for so many steps instead.")
    private @Nullable Long steps;

    @Option(
            names = "--epochs",
            paramLabel = "E",
            description = "Merge the replicas so often (default: 1, at the end); with --resume, so many times more.")
    private @Nullable Integer epochs;

    @Option(
            names = "--mode",
            paramLabel = "sync|diloco|average",
            description = "How replicas are merged (default: diloco); sync makes one step an epoch.")
    private @Nullable Mode mode;

    @Option(
            names = "--moments",
            paramLabel = "kept|restarted",
            description = "What AdamW begins an epoch of diloco with (default: kept); where they are restarted,"
                    + " validators can do whole epochs again.")
    private @Nullable Moments moments;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "Of what miners upload: float32 (default), bfloat16, int8 or top-k:K.")
    private @Nullable String codec;

    @Option(
            names = "--slowest-rate",
            paramLabel = "RATE",
            description = "Of the slowest line that a miner may have, up and down, in kB/s (default: 200); larger"
                    + " stages need faster lines.")
    private @Nullable Long slowestRate;

    @Option(
            names = "--data",
            paramLabel = "FILE|DIR",
            description = "Text (.txt, .md), JSON lines (.jsonl), either also as .gz or .zst, or .parquet (default: a"
                    + " sample corpus).")
    private @Nullable Path data;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "Of JSON lines, or column of parquet, that holds the text (default: text).")
    private @Nullable String field;

    @Option(
            names = "--bad-lines",
            paramLabel = "PERCENT",
            description = "Of the documents that may be left out since they are no text (default: 1).")
    private @Nullable Double badLines;

    @Option(names = "--tokenizer", paramLabel = "byte|FILE", description = "Or a tokenizer.json (default: byte).")
    private @Nullable String tokenizer;

    @Option(
            names = "--end-of-text",
            paramLabel = "TOKEN",
            description = "The tokenizer's token between documents (default: the one it marks as such).")
    private @Nullable String endOfText;

    @Option(names = "--seed", paramLabel = "S", description = "Of weights, data order and everything (default: 1).")
    private @Nullable Long seed;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Peak of the learning rate (default: the preset's); with --resume, the run goes on from its"
                    + " newest published weights with it.")
    private @Nullable Double rate;

    /** Whether anything was said that the specification of a run says. */
    public boolean shapes() {
        return ends()
                || Stream.of(preset, split, epochs, mode, moments, codec, slowestRate, seed, rate)
                        .anyMatch(Objects::nonNull);
    }

    /** Whether it was said how long to train. */
    public boolean ends() {
        return minutes != null || steps != null;
    }

    /** What is trained. */
    public TrainOptions.Model model(Optional<Integer> minersPerStage, Optional<Integer> validators) {
        return new TrainOptions.Model(
                Optional.ofNullable(preset), Optional.ofNullable(split), minersPerStage, validators);
    }

    /** How long it is trained. */
    public TrainOptions.Length length() {
        return new TrainOptions.Length(
                Optional.ofNullable(minutes).map(m -> Duration.ofMillis((long) (m * SECONDS_PER_MINUTE * 1000))),
                steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
                epochs == null ? OptionalInt.empty() : OptionalInt.of(epochs));
    }

    /** How replicas are merged. */
    public TrainOptions.Merge merge() {
        return new TrainOptions.Merge(
                Optional.ofNullable(mode),
                Optional.ofNullable(codec),
                Optional.ofNullable(moments),
                slowestRate == null ? OptionalLong.empty() : OptionalLong.of(slowestRate));
    }

    /** What it is trained on. */
    public TextOptions text() {
        return new TextOptions(
                Optional.ofNullable(data),
                Optional.ofNullable(tokenizer),
                Optional.ofNullable(endOfText),
                Optional.ofNullable(field),
                badLines == null ? OptionalDouble.empty() : OptionalDouble.of(badLines));
    }

    /** How it learns. */
    public TrainOptions.Learning learning() {
        return new TrainOptions.Learning(
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate));
    }
}
