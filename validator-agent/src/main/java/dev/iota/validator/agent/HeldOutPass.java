package dev.iota.validator.agent;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.home.BlockFile;
import dev.iota.agent.link.ObjectReader;
import dev.iota.core.base.Json;
import dev.iota.core.data.HeldOutSample;
import dev.iota.core.data.RecordShape;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.HeldOutMaterial;
import dev.iota.core.wire.HeldOutMeasured;
import dev.iota.core.wire.Work;
import dev.iota.model.engine.StageInput;
import dev.iota.model.engine.StageReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Measures the weights that an epoch published, stage after stage: one stage is in memory, and what it passes on of
 * each record lies in a file until the next one reads it. It can be left after every record and gone on with.
 */
final class HeldOutPass {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Work.HeldOut work;
    private final RunSpec spec;
    private final HeldOutMaterial material;
    private final List<int[]> records;
    private final Path activations;
    private int stage;
    private int record;
    private int length; // of the activations of a record, in bytes
    private double lossSum;
    private long nanos;

    private HeldOutPass(
            Work.HeldOut work, RunSpec spec, HeldOutMaterial material, List<int[]> records, Path activations) {
        this.work = work;
        this.spec = spec;
        this.material = material;
        this.records = records;
        this.activations = activations;
    }

    /** Loads a stage at published weights, if it is not in memory. */
    @FunctionalInterface
    interface Stages {
        /** @param epoch that starts from the weights */
        StageReplay load(int stage, int epoch, HeldOutMaterial material)
                throws InputBadException, TooLateException, IOException, InterruptedException;
    }

    /**
     * Reads what is measured on.
     *
     * @param folder for what stages pass on
     * @throws InputBadException if it is missing or damaged
     * @throws dev.iota.core.base.MalformedException if it is not of this run
     */
    static HeldOutPass begin(Work.HeldOut work, RunSpec spec, ObjectReader objects, Path folder, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var material = Json.read(objects.text(work.material(), deadline), HeldOutMaterial.class);
        if (material.checkpoints().size() != spec.model().stages()) {
            throw new InputBadException("the weights of %d stages are named; the model has %d"
                    .formatted(material.checkpoints().size(), spec.model().stages()));
        }
        var training = spec.training();
        var shape = new RecordShape(spec.model().vocabulary(), training.sequence(), training.sequences());
        var records =
                HeldOutSample.read(objects.get(material.tokens(), deadline).bytes(), shape);
        return new HeldOutPass(work, spec, material, records, folder.resolve("held-out.activations"));
    }

    boolean isOf(Work.HeldOut other) {
        return work.lease().equals(other.lease());
    }

    /**
     * Goes on.
     *
     * @param isLeft whether something that comes first is waiting
     * @param device that the result names
     * @return the result; none if it was left
     * @throws dev.iota.model.optim.NonFiniteException if what comes of the weights is no number
     */
    Optional<HeldOutMeasured> goOn(Stages stages, BooleanSupplier isLeft, String device)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var started = System.nanoTime();
        try {
            while (stage < spec.model().stages()) {
                if (isLeft.getAsBoolean()) {
                    return Optional.empty();
                }
                var replay = stages.load(stage, work.epoch() + 1, material);
                while (record < records.size()) {
                    if (isLeft.getAsBoolean()) {
                        return Optional.empty();
                    }
                    pass(replay);
                    record++;
                }
                record = 0;
                stage++;
            }
        } finally {
            nanos += System.nanoTime() - started;
        }
        Files.deleteIfExists(activations);
        var predicted = (long) records.size()
                * spec.training().sequences()
                * spec.training().sequence();
        return Optional.of(new HeldOutMeasured(
                spec.run(),
                work.epoch(),
                work.lease(),
                lossSum / records.size(),
                predicted,
                device,
                nanos / NANOS_PER_SECOND));
    }

    private void pass(StageReplay replay) throws IOException {
        var model = spec.model();
        var tokens = new StageInput.Tokens(spec.training().sequences(), records.get(record));
        var input = model.isHead(stage)
                ? tokens.inputs()
                : new StageInput.Activations(
                        tokens.rows(), BlockFile.read(activations, (long) record * length, length));
        if (model.isTail(stage)) {
            lossSum += replay.inference().loss(record, input, tokens.targets());
        } else {
            var output = replay.inference().evaluate(record, input);
            length = output.length;
            BlockFile.write(activations, (long) record * length, output);
        }
    }
}
