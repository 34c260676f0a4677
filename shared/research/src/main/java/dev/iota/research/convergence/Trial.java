package dev.iota.research.convergence;

import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.Schedule;
import dev.iota.core.run.TrainingSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One training.
 *
 * @param shape how it is cut into epochs, and merged
 * @param seed of the initial weights, the data and the pathways
 * @param microbatches in all, whatever the number of replicas
 */
public record Trial(Shape shape, int replicas, long seed, String preset, long microbatches) {
    /**
     * How a training is cut into epochs, and merged.
     *
     * @param momentum whether the outer step of {@link Mode#DILOCO} has η 0.7 and a momentum, instead of η 1 and none
     * @param moments what the optimisers of {@link Mode#DILOCO} begin an epoch with
     * @param stepsPerEpoch H
     */
    public record Shape(Mode mode, boolean momentum, Moments moments, int stepsPerEpoch, Pathways pathways) {}

    /** H that are compared. */
    static final List<Integer> EPOCHS = List.of(1, 5, 10);

    /** H with which moments are kept, or begin anew. */
    static final List<Integer> LONG_EPOCHS = List.of(10, 50, 200);

    private static final int LONGEST_EPOCH = 10;
    private static final int MOST_REPLICAS = 4;
    /**
     * The rate falls to this part of its peak, in a cosine: what is compared is where training ends, not its noise on
     * the way.
     */
    private static final double FLOOR = 0.1;

    /**
     * Those that differ, seed by seed: a replica alone is the same in every mode without momentum, and {@code sync}
     * merges after each step.
     *
     * @param preset its name, of which every outcome tells
     */
    public static List<Trial> all(String preset, long microbatches, int seeds) {
        var trials = new ArrayList<Trial>();
        for (var seed = 0; seed < seeds; seed++) {
            for (var replicas : List.of(1, 2, MOST_REPLICAS)) {
                for (var shape : shapes(replicas)) {
                    trials.add(new Trial(shape, replicas, seed, preset, microbatches));
                }
            }
        }
        return trials;
    }

    /** Those that show what it costs to begin every epoch without moments. */
    public static List<Trial> ofMoments(String preset, long microbatches, int seeds) {
        var trials = new ArrayList<Trial>();
        for (var seed = 0; seed < seeds; seed++) {
            for (var replicas : List.of(1, 2)) {
                for (var steps : LONG_EPOCHS) {
                    for (var moments : Moments.values()) {
                        var shape = new Shape(Mode.DILOCO, false, moments, steps, Pathways.RANDOM);
                        trials.add(new Trial(shape, replicas, seed, preset, microbatches));
                    }
                }
            }
        }
        return trials;
    }

    private static Shape shape(Mode mode, boolean momentum, int steps, Pathways pathways) {
        return new Shape(mode, momentum, Moments.KEPT, steps, pathways);
    }

    private static List<Shape> shapes(int replicas) {
        var shapes = new ArrayList<Shape>();
        shapes.add(shape(Mode.SYNC, false, 1, Pathways.RANDOM));
        shapes.add(shape(Mode.DILOCO, true, LONGEST_EPOCH, Pathways.RANDOM));
        if (replicas > 1) {
            for (var steps : EPOCHS) {
                shapes.add(shape(Mode.AVERAGE, false, steps, Pathways.RANDOM));
                shapes.add(shape(Mode.DILOCO, false, steps, Pathways.RANDOM));
            }
            shapes.add(shape(Mode.DILOCO, false, LONGEST_EPOCH, Pathways.FIXED));
            shapes.add(shape(Mode.AVERAGE, false, LONGEST_EPOCH, Pathways.FIXED));
        }
        return shapes;
    }

    /**
     * Microbatches of a trial must be a multiple of this: whole epochs of every length for every number of replicas.
     */
    public static long unit(Preset preset) {
        return (long) LONGEST_EPOCH * MOST_REPLICAS * preset.training().microbatchesPerStep();
    }

    /** The same for {@link #ofMoments}. */
    public static long unitOfMoments(Preset preset) {
        return 2L * LONG_EPOCHS.getLast() * preset.training().microbatchesPerStep();
    }

    /** Epochs that the tokens are enough for. */
    int epochs(Preset preset) {
        return Math.toIntExact(steps(preset) / stepsPerEpoch());
    }

    private long steps(Preset preset) {
        return microbatches / ((long) replicas * preset.training().microbatchesPerStep());
    }

    /** The preset's training with this trial's epochs, and a rate that falls until the end. */
    TrainingSpec training(Preset preset) {
        var peak = preset.training().schedule().peak();
        var warmup = Math.min(preset.training().schedule().warmup(), steps(preset) / 2);
        var schedule = new Schedule(peak, FLOOR * peak, warmup, 0, steps(preset) - warmup, 1, 0);
        return preset.training().withStepsPerEpoch(stepsPerEpoch()).withSchedule(schedule);
    }

    /** How its epochs are merged; nothing of it waits. */
    EpochSpec epochs() {
        var merge = MergeOptions.of(shape.mode(), new Float32Codec(), stepsPerEpoch())
                .withDiloco((shape.momentum() ? DilocoOptions.NESTEROV : DilocoOptions.PLAIN).with(shape.moments()));
        return new EpochSpec(0, Duration.ZERO, Duration.ZERO, QuorumOptions.DEFAULT, merge, Duration.ofMinutes(1));
    }

    Mode mode() {
        return shape.mode();
    }

    int stepsPerEpoch() {
        return shape.stepsPerEpoch();
    }

    /** The same but for the seed: trials whose outcomes are averaged. */
    Trial withoutSeed() {
        return new Trial(shape, replicas, 0, preset, microbatches);
    }
}
