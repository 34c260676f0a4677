package dev.iota.model.audit;

import dev.iota.core.audit.Compared;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.step.Warmup;
import dev.iota.model.checkpoint.BlockCutter;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.optim.StepResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Takes the steps of a miner's epoch again, with the engine that miners train with: the same sums, clipping, optimiser
 * and rates. Hops are handed to it one after the other, and none is kept, so that an epoch takes the memory of a miner.
 * On the machine of the miner, with as many threads, every bit is the same.
 */
public final class EpochReplay {
    private final TrainingSpec training;
    private final Mode mode;
    private final int epoch;
    private final StageEngine engine;
    private final HopComparison comparison;
    private final ComparisonSink sink;
    private Warmup warmup;
    private int steps;
    private long hops;
    private Optional<Claim> shown = Optional.empty();

    private record Claim(int number, double gradientNorm, double clip) {}

    /**
     * @param mode of the run's merges: in {@code sync} the miner's one step is shown and not taken
     * @param engine whose weights are those that the epoch began with, and in {@code average} its moments; in other
     *     modes they are set to zero here
     * @param sink is told every comparison
     */
    public EpochReplay(TrainingSpec training, Mode mode, int epoch, StageEngine engine, ComparisonSink sink)
            throws IOException {
        this.training = training;
        this.mode = mode;
        this.epoch = epoch;
        this.engine = engine;
        this.comparison = new HopComparison(training.wire());
        this.sink = sink;
        if (mode == Mode.AVERAGE) {
            this.warmup = Warmup.NONE;
        } else {
            this.warmup = Warmup.restartedIn(epoch, training.stepsPerEpoch());
            engine.state().clearMoments();
        }
    }

    /**
     * Computes the next hop again, compares it and takes its gradient in.
     *
     * @param found what the miner stored and reported
     * @throws dev.iota.core.base.MalformedException if the inputs are none that this stage can compute from
     * @throws dev.iota.model.optim.NonFiniteException if what comes of them is not finite
     */
    public void hop(HopInputs inputs, HopResults found) {
        var place = "hop %d, in step %d".formatted(hops + 1, steps + 1);
        comparison
                .compare(found, replayed(hops++, inputs))
                .forEach((compared, off) -> sink.saw(compared, steps, place, off));
    }

    private HopResults replayed(long id, HopInputs inputs) {
        if (inputs.targets().isPresent()) {
            return HopResults.of(
                    engine.tail(id, inputs.input(), inputs.targets().get(), inputs.probe()));
        }
        var gradient = inputs.requireOutputGradient();
        var output = engine.forward(id, inputs.input());
        return HopResults.of(output, engine.backward(id, gradient, inputs.probe()));
    }

    /**
     * Takes the step of the hops since the last one and compares it.
     *
     * @param number that the miner gave it
     * @param gradientNorm and clip: what the miner says of it
     * @throws dev.iota.model.optim.NonFiniteException if it cannot be taken
     */
    public void step(int number, double gradientNorm, double clip) {
        var claimed = new Claim(number, gradientNorm, clip);
        if (number != steps + 1) {
            // Honest miners number their steps from 1 without a gap, and the number sets the rate.
            sink.saw(Compared.STEP_NORM, steps + 1, "step %d".formatted(number), Deviation.NONE);
        }
        if (mode == Mode.SYNC) {
            shown = Optional.of(claimed);
            return;
        }
        compare(claimed, engine.step(warmup.rate(training, epoch, number)));
        warmup = warmup.next();
    }

    private void compare(Claim claimed, StepResult result) {
        steps++;
        var place = "step %d".formatted(claimed.number());
        var clip = result.clipped().getFirst().factor();
        sink.saw(Compared.STEP_NORM, steps, place, Deviation.of(claimed.gradientNorm(), result.gradientNorm()));
        sink.saw(Compared.CLIP, steps, place, Deviation.of(claimed.clip(), clip));
    }

    /** Blocks of an upload. */
    @FunctionalInterface
    public interface FoundBlocks {
        /** @return none where it is not what its miner signed */
        Optional<byte[]> read(int section, int block) throws IOException;
    }

    /**
     * Compares the upload with what the steps have come to, tensor by tensor. Weights and moments stay as they are; a
     * gradient that the merge takes the step of is used up.
     *
     * @param upload what it has to be
     * @param found its blocks
     * @param start the weights, and moments if they are uploaded, that the epoch began with, float32 blocks
     */
    public void compare(UploadSpec upload, FoundBlocks found, BlockReader start) throws IOException {
        var blocks = new UploadComparison(upload, found, start, engine.parameters());
        var cutter = new BlockCutter(upload.layout(), upload.payload().sections(), blocks::take);
        if (upload.payload() == Payload.GRADIENT) {
            compare(shown.orElseThrow(), engine.gradient(cutter));
        } else {
            write(engine.state().weights(), cutter);
            if (upload.payload() == Payload.WEIGHTS_AND_MOMENTS) {
                write(engine.state().moments(), cutter);
            }
        }
        var compared = upload.payload() == Payload.GRADIENT ? Compared.GRADIENT : Compared.CHANGE;
        blocks.deviations((tensor, off) -> sink.saw(compared, steps, tensor, off));
    }

    private static void write(List<TensorSource> tensors, BlockCutter cutter) throws IOException {
        for (var tensor : tensors) {
            tensor.content().writeTo(cutter);
        }
    }
}
