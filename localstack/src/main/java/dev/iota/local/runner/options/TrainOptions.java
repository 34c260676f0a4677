package dev.iota.local.runner.options;

import dev.iota.core.base.MalformedException;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.LeaseSpec;
import dev.iota.local.cloud.CloudKind;
import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a person asked {@code train} for.
 *
 * @param model what is trained, and by how many miners
 * @param length how long it is trained
 * @param merge how replicas are merged
 * @param text what it is trained on
 * @param learning seed and learning rate
 * @param files where the run and its report go
 * @param resume folder of a run to go on with; what a run was started with cannot be changed then
 * @param cloud where it is trained
 */
public record TrainOptions(
        Model model,
        Length length,
        Merge merge,
        TextOptions text,
        Learning learning,
        Files files,
        Optional<Path> resume,
        Cloud cloud) {
    private static final long SEED = 1;

    /**
     * What is trained.
     *
     * @param preset name or file; none for {@link #PRESET}
     * @param split blocks of each stage instead of the preset's
     * @param minersPerStage replicas of each stage; none for one
     * @param validators processes that compute samples of the work again; none for one
     */
    public record Model(
            Optional<String> preset,
            Optional<List<Integer>> split,
            Optional<Integer> minersPerStage,
            Optional<Integer> validators) {
        public static final String PRESET = "tiny";

        private static final int MOST_VALIDATORS = 16;

        public static final Model DEFAULT =
                new Model(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Model {
            split = split.map(List::copyOf);
            require(
                    minersPerStage.orElse(1) >= 1,
                    "--miners-per-stage is %d; at least one is needed",
                    minersPerStage.orElse(1));
            require(
                    validators.orElse(1) >= 0 && validators.orElse(1) <= MOST_VALIDATORS,
                    "--validators is %d; wanted 0 to %d",
                    validators.orElse(1),
                    MOST_VALIDATORS);
        }

        /** Processes that compute samples of the work again. */
        public int validatorsOrDefault() {
            return validators.orElse(1);
        }
    }

    /**
     * How long it is trained; training ends with whichever limit there is.
     *
     * @param minutes of training
     * @param steps of the swarm
     * @param epochs after which replicas are merged; of a run that is resumed: more of them
     */
    public record Length(Optional<Duration> minutes, OptionalLong steps, OptionalInt epochs) {
        public static final Length DEFAULT = new Length(Optional.empty(), OptionalLong.empty(), OptionalInt.empty());

        private static final Duration MINUTES = Duration.ofMinutes(5);

        public Length {
            require(
                    minutes.isEmpty() || steps.isEmpty(),
                    "--minutes and --steps are both given; choose one of them to say when training ends");
            require(
                    minutes.isEmpty() || minutes.get().isPositive(),
                    "--minutes is %s; it must be more than 0",
                    minutes.map(m -> m.toSeconds() / 60.0).orElse(0.0));
            require(steps.isEmpty() || steps.getAsLong() > 0, "--steps is %d; at least one is needed", steps.orElse(1));
            require(epochs.orElse(1) >= 1, "--epochs is %d; at least one is needed", epochs.orElse(1));
        }

        /** How long to train, if time decides. */
        public Optional<Duration> time() {
            return steps.isPresent() ? Optional.empty() : Optional.of(minutes.orElse(MINUTES));
        }
    }

    /**
     * How replicas are merged.
     *
     * @param mode none for {@link Mode#DILOCO}
     * @param codec of uploads; none for {@code float32}
     * @param moments at the beginning of an epoch of {@code diloco}; none for {@link Moments#KEPT}
     * @param slowestRate kB/s, up and down, of the slowest line that the run admits; none for the default
     */
    public record Merge(
            Optional<Mode> mode, Optional<String> codec, Optional<Moments> moments, OptionalLong slowestRate) {
        public static final Merge DEFAULT =
                new Merge(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty());

        private static final long KILO = 1000;

        public Merge {
            var rate = slowestRate.orElse(1);
            require(
                    rate > 0 && rate <= Long.MAX_VALUE / KILO,
                    "--slowest-rate is %d kB/s; it must be more than 0 and no more than a line can carry",
                    rate);
        }

        /** The time limits of a run of such lines. */
        public LeaseSpec leases(LeaseSpec usual) {
            return slowestRate.isPresent() ? usual.withSlowestRate(slowestRate.getAsLong() * KILO) : usual;
        }

        Mode modeOrDefault() {
            return mode.orElse(Mode.DILOCO);
        }

        Moments momentsOrDefault() {
            return moments.orElse(Moments.KEPT);
        }

        Codec codecOrDefault() {
            try {
                return Codec.of(codec.orElse("float32"));
            } catch (MalformedException e) {
                throw new RunnerException(e, "--codec: %s", String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * How it learns, beyond what the preset says.
     *
     * @param seed of weights, data order and everything else; none for 1
     * @param rate peak of the learning rate; none for the preset's. A run that is resumed with another one goes on from
     *     its newest published weights.
     */
    public record Learning(OptionalLong seed, OptionalDouble rate) {
        public static final Learning DEFAULT = new Learning(OptionalLong.empty(), OptionalDouble.empty());

        public Learning {
            require(
                    rate.isEmpty() || (rate.getAsDouble() > 0 && Double.isFinite(rate.getAsDouble())),
                    "--rate is %s; it must be a number above 0",
                    rate.orElse(1));
        }
    }

    /**
     * Where the run and its report go.
     *
     * @param out folder of the run; none for one named after the time
     * @param report file that gets the report, too; one is always in the run's folder
     */
    public record Files(Optional<Path> out, Optional<Path> report) {
        public static final Files DEFAULT = new Files(Optional.empty(), Optional.empty());
    }

    /**
     * What stands for AWS.
     *
     * @param kind none for the embedded cloud
     * @param port of the HTTP API; 0 for a free one
     * @param open whether the page that shows the run is opened in a browser
     */
    public record Cloud(Optional<CloudKind> kind, int port, boolean open) {
        private static final int PORTS = 65_535;

        public static final Cloud DEFAULT = new Cloud(Optional.empty(), 0, false);

        public Cloud {
            require(port >= 0 && port <= PORTS, "--port is %d; it must lie between 1 and %d, or 0", port, PORTS);
        }

        public CloudKind kindOrDefault() {
            return kind.orElse(CloudKind.EMBEDDED);
        }
    }

    public TrainOptions {
        var steps = length.steps();
        var epochs = length.epochs();
        require(
                resume.isPresent() || steps.isEmpty() || steps.getAsLong() >= epochs.orElse(1),
                "--steps %d in --epochs %d; an epoch has at least one step",
                steps.orElse(1),
                epochs.orElse(1));
        require(
                merge.modeOrDefault() != Mode.SYNC || epochs.isPresent() || steps.isPresent(),
                "--mode sync makes one step an epoch; say how many with --epochs or --steps");
        require(
                resume.isPresent()
                        || merge.modeOrDefault() != Mode.SYNC
                        || steps.isEmpty()
                        || epochs.isEmpty()
                        || steps.getAsLong() == epochs.getAsInt(),
                "--mode sync makes one step an epoch, and --steps %d in --epochs %d is something else; leave one of"
                        + " them out",
                steps.orElse(1),
                epochs.orElse(1));
        if (resume.isPresent()) {
            require(
                    epochs.isEmpty() || (length.minutes().isEmpty() && steps.isEmpty()),
                    "--epochs and --minutes or --steps are both given; choose one of them to say how far a run is"
                            + " resumed");
            refuse("--preset", model.preset().isPresent());
            refuse("--split", model.split().isPresent());
            refuse("--miners-per-stage", model.minersPerStage().isPresent());
            refuse("--validators", model.validators().isPresent());
            refuse("--mode", merge.mode().isPresent());
            refuse("--codec", merge.codec().isPresent());
            refuse("--moments", merge.moments().isPresent());
            refuse("--slowest-rate", merge.slowestRate().isPresent());
            refuse("--data", text.data().isPresent());
            refuse("--tokenizer", text.tokenizer().isPresent());
            refuse("--end-of-text", text.endOfText().isPresent());
            refuse("--field", text.field().isPresent());
            refuse("--bad-lines", text.badLines().isPresent());
            refuse("--seed", learning.seed().isPresent());
            refuse("--out", files.out().isPresent());
            refuse("--cloud", cloud.kind().isPresent());
        }
    }

    /** A preset without validators, and with everything else as it is by default: what speed is measured with. */
    public static TrainOptions ofPreset(String preset) {
        return new TrainOptions(
                new Model(Optional.of(preset), Optional.empty(), Optional.empty(), Optional.of(0)),
                Length.DEFAULT,
                Merge.DEFAULT,
                TextOptions.DEFAULT,
                Learning.DEFAULT,
                Files.DEFAULT,
                Optional.empty(),
                Cloud.DEFAULT);
    }

    /** The same with this seed. */
    public TrainOptions withSeed(long seed) {
        var other = new Learning(OptionalLong.of(seed), learning.rate());
        return new TrainOptions(model, length, merge, text, other, files, resume, cloud);
    }

    /** The seed that was asked for, or the default one. */
    public long seedOrDefault() {
        return learning.seed().orElse(SEED);
    }

    /** How the run is cut into epochs; in mode {@code sync} each is a step. */
    public EpochChoice epochChoice() {
        var mode = merge.modeOrDefault();
        var steps = length.steps();
        var byMode = mode == Mode.SYNC && steps.isPresent() ? Math.toIntExact(steps.getAsLong()) : 1;
        return new EpochChoice(length.epochs().orElse(byMode), mode, merge.codecOrDefault(), merge.momentsOrDefault());
    }

    private static void refuse(String option, boolean given) {
        require(!given, "%s cannot be changed in a run that is resumed; leave it out", option);
    }

    static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new RunnerException(message, values);
        }
    }
}
