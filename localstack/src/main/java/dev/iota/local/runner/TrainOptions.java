package dev.iota.local.runner;

import dev.iota.core.base.MalformedException;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a person asked {@code train} for.
 *
 * @param preset name or file; none when resuming
 * @param split blocks of each stage instead of the preset's
 * @param minersPerStage none when resuming
 * @param minutes of training
 * @param steps of the swarm; training ends with whichever limit there is
 * @param epochs after which replicas are merged; of a run that is resumed: more of them
 * @param mode of the merge
 * @param codec of uploads
 * @param data text to train on; none for the sample corpus
 * @param tokenizer {@code byte} or a {@code tokenizer.json}
 * @param seed of weights, data order and everything else
 * @param out folder of the run; none for one named after the time
 * @param report file that gets the report, too; one is always in the run's folder
 * @param resume folder of a run to go on with
 * @param port of the cloud's HTTP API; 0 for a free one
 */
public record TrainOptions(
        Optional<String> preset,
        Optional<List<Integer>> split,
        Optional<Integer> minersPerStage,
        Optional<Duration> minutes,
        OptionalLong steps,
        OptionalInt epochs,
        Optional<Mode> mode,
        Optional<String> codec,
        Optional<Path> data,
        Optional<String> tokenizer,
        OptionalLong seed,
        Optional<Path> out,
        Optional<Path> report,
        Optional<Path> resume,
        int port) {
    public static final String PRESET = "tiny";
    public static final String BYTE = "byte";
    static final Duration MINUTES = Duration.ofMinutes(5);
    static final long SEED = 1;

    private static final int PORTS = 65_535;

    public TrainOptions {
        split = split.map(List::copyOf);
        require(
                minersPerStage.orElse(1) >= 1,
                "--miners-per-stage is %d; at least one is needed",
                minersPerStage.orElse(1));
        require(
                minutes.isEmpty() || steps.isEmpty(),
                "--minutes and --steps are both given; choose one of them to say when training ends");
        require(
                minutes.isEmpty() || minutes.get().isPositive(),
                "--minutes is %s; it must be more than 0",
                minutes.map(m -> m.toSeconds() / 60.0).orElse(0.0));
        require(steps.isEmpty() || steps.getAsLong() > 0, "--steps is %d; at least one is needed", steps.orElse(1));
        require(epochs.orElse(1) >= 1, "--epochs is %d; at least one is needed", epochs.orElse(1));
        require(
                resume.isPresent() || steps.isEmpty() || steps.getAsLong() >= epochs.orElse(1),
                "--steps %d in --epochs %d; an epoch has at least one step",
                steps.orElse(1),
                epochs.orElse(1));
        require(
                mode.orElse(Mode.DILOCO) != Mode.SYNC || epochs.isPresent() || steps.isPresent(),
                "--mode sync makes one step an epoch; say how many with --epochs or --steps");
        require(port >= 0 && port <= PORTS, "--port is %d; it must lie between 1 and %d, or 0", port, PORTS);
        if (resume.isPresent()) {
            require(
                    epochs.isEmpty() || (minutes.isEmpty() && steps.isEmpty()),
                    "--epochs and --minutes or --steps are both given; choose one of them to say how far a run is resumed");
            refuse("--preset", preset.isPresent());
            refuse("--split", split.isPresent());
            refuse("--miners-per-stage", minersPerStage.isPresent());
            refuse("--mode", mode.isPresent());
            refuse("--codec", codec.isPresent());
            refuse("--data", data.isPresent());
            refuse("--tokenizer", tokenizer.isPresent());
            refuse("--seed", seed.isPresent());
            refuse("--out", out.isPresent());
        }
    }

    /** A preset with everything else as it is by default. */
    public static TrainOptions ofPreset(String preset) {
        return new TrainOptions(
                Optional.of(preset),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    /** How the run is cut into epochs; in mode {@code sync} each is a step. */
    EpochChoice epochChoice() {
        var chosen = mode.orElse(Mode.DILOCO);
        var byMode = chosen == Mode.SYNC && steps.isPresent() ? Math.toIntExact(steps.getAsLong()) : 1;
        return new EpochChoice(epochs.orElse(byMode), chosen, codecOf());
    }

    private Codec codecOf() {
        try {
            return Codec.of(codec.orElse("float32"));
        } catch (MalformedException e) {
            throw new RunnerException(e, "--codec: %s", String.valueOf(e.getMessage()));
        }
    }

    /** How long to train, if time decides. */
    Optional<Duration> time() {
        return steps.isPresent() ? Optional.empty() : Optional.of(minutes.orElse(MINUTES));
    }

    private static void refuse(String option, boolean given) {
        require(!given, "%s cannot be changed in a run that is resumed; leave it out", option);
    }

    private static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new RunnerException(message, values);
        }
    }
}
