package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;

/**
 * Bytes that a stage needs, before anything is allocated.
 *
 * @param weights float32 master weights
 * @param copies of the matrices in the compute precision, where that is another one
 * @param moments both AdamW moments, float32
 * @param gradients the sum of the open step in float32, and the gradient of one microbatch in the compute precision;
 *     with ordered accumulation one for each microbatch of a step
 * @param working what the backward of one slice of a microbatch takes for a while, computed again block by block
 * @param kept what is kept of one microbatch, if there is room
 * @param boundary one boundary tensor on the wire
 */
public record StageMemory(
        long weights, long copies, long moments, long gradients, long working, Kept kept, long boundary) {
    /** What glibc's allocator does not give back at once if it is freed in smaller pieces. */
    private static final long RETAINED = 32L << 20;

    /**
     * What may be kept of one microbatch.
     *
     * @param graph an estimate of its graph; see {@link #graphBytes}
     * @param graphAtWork the same of the slice that is differentiated at once
     * @param inputs its block inputs
     */
    public record Kept(long graph, long graphAtWork, long inputs) {}

    public static StageMemory of(ModelSpec model, TrainingSpec training, int stage) {
        var parameters = StageProgram.parameters(model, stage);
        var element = training.compute().bytes();
        var all = parameters.stream().mapToLong(Parameter::elements).sum();
        var narrow = parameters.stream()
                .filter(Parameter::isComputedNarrow)
                .mapToLong(Parameter::elements)
                .sum();
        var bytes = all * Float.BYTES;
        // The language head's gradient is summed over slices, in float32.
        var head = model.isTail(stage) ? (long) model.vocabulary() * model.width() : 0;
        var one = (narrow - head) * element + (all - narrow + head) * Float.BYTES;
        var apart = training.orderedAccumulation() ? training.microbatchesPerStep() : 1;
        return new StageMemory(
                bytes,
                training.compute() == Precision.FLOAT32 ? 0 : narrow * element,
                2 * bytes,
                bytes + apart * one,
                workingBytes(model, training, stage),
                new Kept(
                        graphBytes(model, training, stage),
                        graphBytes(model, training, stage) / training.sequences() * training.sequencesAtOnce(),
                        inputBytes(model, training, stage)),
                boundaryBytes(model, training));
    }

    /** What a stage cannot work without: state, gradients, and what one microbatch takes that keeps nothing. */
    public long total() {
        return weights + copies + moments + gradients + working + 2 * boundary;
    }

    /**
     * What is resident on a CPU, at most: glibc's allocator keeps freed tensors below 32 MiB, and what it keeps is of
     * other sizes than what comes next. By measurement that is about as much as the copies; mapped one by one the
     * tensors take what {@link #total} says, and the stage is a fifth slower.
     */
    public long resident() {
        return total() + copies;
    }

    /** Payload bytes of one boundary crossing of one microbatch, in either direction. */
    public static long boundaryBytes(ModelSpec model, TrainingSpec training) {
        return (long) training.tokensPerMicrobatch()
                * model.boundaryWidth()
                * training.wire().bytes();
    }

    /**
     * Bytes that one graph keeps, counted from what PyTorch saves for the backward of each operation; the language
     * head's is never kept. The engine measures the real figure.
     */
    public static long graphBytes(ModelSpec model, TrainingSpec training, int stage) {
        return model.blocks().get(stage) * blockGraph(model, training, training.tokensPerMicrobatch());
    }

    /**
     * Of one block, per token: two inputs and two scaled inputs of norms in float32, the operands of the linear maps,
     * of attention (keys and values expanded) and of the gated unit in the compute precision.
     */
    private static long blockGraph(ModelSpec model, TrainingSpec training, int tokens) {
        var wide = 4L * model.width() * Float.BYTES;
        var narrow = (7L * model.width() + 4L * model.feedForward())
                * training.compute().bytes();
        return tokens * (wide + narrow);
    }

    /** Bytes of the block inputs of one microbatch: the residual stream between its blocks, float32, and its output. */
    public static long inputBytes(ModelSpec model, TrainingSpec training, int stage) {
        return inputBytes(model, training.tokensPerMicrobatch(), stage);
    }

    private static long inputBytes(ModelSpec model, int tokens, int stage) {
        var between = model.blocks().get(stage) - 1 + (model.isHead(stage) ? 1 : 0) + (model.isTail(stage) ? 1 : 0);
        var crossing = model.isTail(stage) ? 0 : model.boundaryWidth();
        return (long) tokens * Float.BYTES * ((long) between * model.width() + crossing);
    }

    /**
     * Block inputs, and beside them either one block's graph with the gradients that run through it, or what an end of
     * the model takes ({@link #endBytes}). Small tensors of the one stay with the allocator during the other. Where a
     * microbatch is computed in slices, a block's gradient of one is there beside the sum of those before.
     */
    private static long workingBytes(ModelSpec model, TrainingSpec training, int stage) {
        var tokens = training.tokensAtOnce();
        var element = training.compute().bytes();
        var width = (long) model.width();
        var running = tokens * (3L * model.feedForward() * element + 4 * width * Float.BYTES);
        var widened = training.compute() == Precision.FLOAT32 ? 0 : Float.BYTES;
        var norm = width * Math.max(width, model.feedForward()) * widened;
        var added = training.slicesPerMicrobatch() > 1 ? blockWeights(model, stage) * element : 0;
        var block = blockGraph(model, training, tokens) + running + norm + added;
        var end = endBytes(model, training, stage);
        var kept = tokens * Math.max(width, model.feedForward()) * Float.BYTES < RETAINED;
        return inputBytes(model, tokens, stage) + (kept ? block + end : Math.max(block, end));
    }

    /**
     * At the tail a slice of logits with the head's gradient of that slice; at the head of the model the gradient of
     * the embedding, which by measurement is there twice more while it is made.
     */
    private static long endBytes(ModelSpec model, TrainingSpec training, int stage) {
        var tokens = training.tokensAtOnce();
        var table = (long) model.vocabulary() * model.width();
        var tail = LossSlices.bytes(model, tokens)
                + table * training.compute().bytes()
                + (long) tokens * model.width() * Float.BYTES;
        var embedding = 2 * table * Float.BYTES;
        return Math.max(model.isTail(stage) ? tail : 0, model.isHead(stage) ? embedding : 0);
    }

    /** Of one block, its matrices. */
    private static long blockWeights(ModelSpec model, int stage) {
        var narrow = StageProgram.parameters(model, stage).stream()
                .filter(Parameter::isComputedNarrow)
                .mapToLong(Parameter::elements)
                .sum();
        var ends = (model.isHead(stage) ? 1L : 0) + (model.isTail(stage) ? 1 : 0);
        return (narrow - ends * model.vocabulary() * model.width())
                / model.blocks().get(stage);
    }
}
