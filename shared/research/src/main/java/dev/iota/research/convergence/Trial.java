package dev.iota.research.convergence;

import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.step.DilocoOptions;
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
 * @param momentum whether the outer step of {@link Mode#DILOCO} has η 0.7 and a momentum, instead of η 1 and none
 * @param stepsPerEpoch H
 * @param seed of the initial weights, the data and the pathways
 * @param microbatches in all, whatever the number of replicas
 */
public record Trial(
        Mode mode,
        boolean momentum,
        int stepsPerEpoch,
        int replicas,
        Pathways pathways,
        long seed,
        String preset,
        long microbatches) {
    /** H that are compared. */
    static final List<Integer> EPOCHS = List.of(1, 5, 10);

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
                    trials.add(new Trial(
                            shape.mode(),
                            shape.momentum(),
                            shape.steps(),
                            replicas,
                            shape.pathways(),
                            seed,
                            preset,
                            microbatches));
                }
            }
        }
        return trials;
    }

    private record Shape(Mode mode, boolean momentum, int steps, Pathways pathways) {}

    private static List<Shape> shapes(int replicas) {
        var shapes = new ArrayList<Shape>();
        shapes.add(new Shape(Mode.SYNC, false, 1, Pathways.RANDOM));
        shapes.add(new Shape(Mode.DILOCO, true, LONGEST_EPOCH, Pathways.RANDOM));
        if (replicas > 1) {
            for (var steps : EPOCHS) {
                shapes.add(new Shape(Mode.AVERAGE, false, steps, Pathways.RANDOM));
                shapes.add(new Shape(Mode.DILOCO, false, steps, Pathways.RANDOM));
            }
            shapes.add(new Shape(Mode.DILOCO, false, LONGEST_EPOCH, Pathways.FIXED));
            shapes.add(new Shape(Mode.AVERAGE, false, LONGEST_EPOCH, Pathways.FIXED));
        }
        return shapes;
    }

    /**
     * Microbatches of a trial must be a multiple of this: whole epochs of every length for every number of replicas.
     */
    public static long unit(Preset preset) {
        return (long) LONGEST_EPOCH * MOST_REPLICAS * preset.training().microbatchesPerStep();
    }

    /** Epochs that the tokens are enough for. */
    int epochs(Preset preset) {
        return Math.toIntExact(steps(preset) / stepsPerEpoch);
    }

    private long steps(Preset preset) {
        return microbatches / ((long) replicas * preset.training().microbatchesPerStep());
    }

    /** The preset's training with this trial's epochs, and a rate that falls until the end. */
    TrainingSpec training(Preset preset) {
        var peak = preset.training().schedule().peak();
        var warmup = Math.min(preset.training().schedule().warmup(), steps(preset) / 2);
        var schedule = new Schedule(peak, FLOOR * peak, warmup, 0, steps(preset) - warmup, 1, 0);
        return preset.training().withStepsPerEpoch(stepsPerEpoch).withSchedule(schedule);
    }

    /** How its epochs are merged; nothing of it waits. */
    EpochSpec epochs() {
        var merge = MergeOptions.of(mode, new Float32Codec(), stepsPerEpoch)
                .withDiloco(momentum ? DilocoOptions.NESTEROV : DilocoOptions.PLAIN);
        return new EpochSpec(0, Duration.ZERO, Duration.ZERO, QuorumOptions.DEFAULT, merge, Duration.ofMinutes(1));
    }

    /** The same but for the seed: trials whose outcomes are averaged. */
    Trial withoutSeed() {
        return new Trial(mode, momentum, stepsPerEpoch, replicas, pathways, 0, preset, microbatches);
    }
}
