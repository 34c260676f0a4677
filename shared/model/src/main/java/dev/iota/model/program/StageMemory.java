package dev.iota.model.program;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import java.util.Locale;

/**
 * Bytes that a stage needs, before anything is allocated.
 *
 * @param weights float32 master weights
 * @param moments both AdamW moments, float32
 * @param gradients the sum of the open step and the gradient of one more microbatch; with ordered accumulation one
 *     for each microbatch of a step
 * @param graph an estimate of one kept graph; see {@link #graphBytes}
 * @param boundary one boundary tensor on the wire
 */
public record StageMemory(long weights, long moments, long gradients, long graph, long boundary) {
    private static final double GIBIBYTE = 1 << 30;

    public static StageMemory of(ModelSpec model, TrainingSpec training, int stage) {
        var parameters = StageProgram.parameters(model, stage).stream()
                .mapToLong(Parameter::elements)
                .sum();
        var bytes = parameters * Float.BYTES;
        var apart = training.orderedAccumulation() ? training.microbatchesPerStep() : 1;
        return new StageMemory(
                bytes,
                2 * bytes,
                (apart + 1) * bytes,
                graphBytes(model, training, stage),
                boundaryBytes(model, training));
    }

    /** What a stage cannot work without: state, gradients and one graph. */
    public long total() {
        return weights + moments + gradients + graph + 2 * boundary;
    }

    /**
     * @param available bytes that this machine offers
     * @throws InvalidSpecException if the stage needs more
     */
    public void requireWithin(long available) {
        if (total() > available) {
            throw new InvalidSpecException(
                    ("a stage needs %s: weights %s, moments %s, gradients %s, one graph %s; this machine "
                                    + "offers %s. Choose a smaller preset, more stages, "
                                    + "or fewer sequences a microbatch")
                            .formatted(
                                    gibibytes(total()),
                                    gibibytes(weights),
                                    gibibytes(moments),
                                    gibibytes(gradients),
                                    gibibytes(graph),
                                    gibibytes(available)));
        }
    }

    static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / GIBIBYTE);
    }

    /** Payload bytes of one boundary crossing of one microbatch, in either direction. */
    public static long boundaryBytes(ModelSpec model, TrainingSpec training) {
        return (long) training.tokensPerMicrobatch()
                * model.boundaryWidth()
                * training.wire().bytes();
    }

    /**
     * Bytes that one graph keeps, counted from what PyTorch saves for the backward of each operation: of a block, per
     * token, two inputs and two scaled inputs of norms in float32, the operands of the linear maps, of attention (keys
     * and values expanded) and of the gated unit in the compute precision, the weights' narrow copies; of the tail two
     * tensors of logits. The engine measures the real figure.
     */
    public static long graphBytes(ModelSpec model, TrainingSpec training, int stage) {
        var tokens = (long) training.tokensPerMicrobatch();
        var element = training.compute().bytes();
        var wide = 4L * model.width() * Float.BYTES;
        var narrow = (7L * model.width() + 4L * model.feedForward()) * element;
        var copies = training.compute() == Precision.BFLOAT16
                ? StageProgram.parameters(model, stage).stream()
                                .filter(Parameter::decayed)
                                .mapToLong(Parameter::elements)
                                .sum()
                        * element
                : 0;
        var logits = model.isTail(stage) ? 2L * model.vocabulary() * Float.BYTES : 0;
        return tokens * (model.blocks().get(stage) * (wide + narrow) + logits) + copies;
    }
}
