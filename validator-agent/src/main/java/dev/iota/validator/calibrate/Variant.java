package dev.iota.validator.calibrate;

import dev.iota.core.run.Preset;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A preset in one of the precisions that runs may declare. */
record Variant(Precision compute, Precision wire) {
    static List<Variant> all() {
        return Arrays.stream(Precision.values())
                .flatMap(compute -> Arrays.stream(Precision.values()).map(wire -> new Variant(compute, wire)))
                .toList();
    }

    /** Those that epochs are made in: what is stored is rounded no more than the other wire allows anyway. */
    static List<Variant> ofEpochs() {
        return all().stream()
                .filter(variant -> variant.wire() == Precision.FLOAT32)
                .toList();
    }

    /** All of the same compute precision. */
    List<Variant> withAnyWire() {
        return all().stream().filter(variant -> variant.compute() == compute).toList();
    }

    /** Where its hops are, in a folder of calibration. */
    Path in(Path folder) {
        return folder.resolve("%s-%s".formatted(compute, wire));
    }

    /**
     * How its hops are computed.
     *
     * @param as in this precision
     * @param sequences of a microbatch
     */
    TrainingSpec training(Preset preset, Precision as, int sequences) {
        var given = preset.training();
        return new TrainingSpec(
                given.sequence(),
                sequences,
                Math.min(given.slice(), sequences),
                given.microbatchesPerStep(),
                HonestRun.MARKS.getLast(),
                as,
                wire,
                given.orderedAccumulation(),
                given.adamW(),
                given.schedule());
    }
}
