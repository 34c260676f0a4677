package dev.iota.model.engine;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.optim.MicrobatchGradient;
import dev.iota.model.optim.WeightPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The backward of one microbatch, slice by slice: the gradients of the weights add up in the compute precision, those
 * of what stands behind the tail's blocks in float32.
 */
final class SlicedBackward implements AutoCloseable {
    private final StageCompute compute;
    private final PtNDManager manager;
    private final boolean hasInputGradient;
    private final List<PtNDArray> ofInput = new ArrayList<>();
    private Optional<IValue> ofBlocks = Optional.empty();
    private Optional<StageCompute.Finish> finish = Optional.empty();

    /**
     * @param manager where its tensors live
     * @param hasInputGradient whether the input was not tokens
     */
    SlicedBackward(StageCompute compute, PtNDManager manager, boolean hasInputGradient) {
        this.compute = compute;
        this.manager = manager;
        this.hasInputGradient = hasInputGradient;
    }

    /**
     * The next slice of a stage that has blocks alone.
     *
     * @param chain whose graphs are used up
     * @param outputGradient of the shape of the chain's output
     */
    void add(BlockChain chain, PtNDArray outputGradient) {
        var backward = compute.backward(manager, chain, outputGradient, ofBlocks);
        ofBlocks.ifPresent(IValue::close);
        ofBlocks = Optional.of(backward.weights());
        if (hasInputGradient) {
            ofInput.add(backward.input());
        } else {
            backward.input().close();
        }
    }

    /**
     * The next slice at the tail.
     *
     * @param chain whose graphs are used up
     * @param targets of this slice
     * @param count tokens of the microbatch
     */
    void add(BlockChain chain, PtNDArray targets, long count) {
        var next = compute.finish(manager, chain, targets, count, finish);
        finish.ifPresent(StageCompute.Finish::close);
        finish = Optional.of(next);
        try (var gradient = next.gradient()) {
            add(chain, gradient);
        }
    }

    /** Mean cross entropy in nats of all slices, a scalar; at the tail. */
    PtNDArray loss(long count) {
        return finish.orElseThrow().total().div(count);
    }

    /** What came out of all slices; whoever asks closes its weights. */
    MicrobatchGradient total(WeightPositions positions) {
        var shown = compute.shown(manager, ofBlocks.orElseThrow(), finish.map(StageCompute.Finish::weights), positions);
        var input = ofInput.size() < 2 ? ofInput.stream().findFirst() : Optional.of(joined());
        return new MicrobatchGradient(input, shown.weights(), shown.audit());
    }

    private PtNDArray joined() {
        return (PtNDArray) NDArrays.concat(new NDList(ofInput.toArray(new PtNDArray[0])));
    }

    @Override
    public void close() {
        ofBlocks.ifPresent(IValue::close);
        finish.ifPresent(StageCompute.Finish::close);
    }
}
