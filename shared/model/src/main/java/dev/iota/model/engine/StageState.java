package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import dev.iota.model.optim.AdamW;
import dev.iota.model.program.Parameter;
import dev.iota.model.torch.HostCopy;
import dev.iota.model.torch.TensorSink;
import dev.iota.model.torch.TensorSource;
import java.io.IOException;
import java.util.List;

/**
 * What a stage would be lost without: weights, AdamW's moments and the number of steps. Streams as named float32 tensors, a chunk
 * at a time. Moments are named as PyTorch's AdamW calls them, followed by the parameter.
 */
public final class StageState {
    private static final String FIRST_MOMENT = "exp_avg.";
    private static final String SECOND_MOMENT = "exp_avg_sq.";

    private final List<Parameter> parameters;
    private final StageWeights weights;
    private final AdamW adamW;

    StageState(List<Parameter> parameters, StageWeights weights, AdamW adamW) {
        this.parameters = parameters;
        this.weights = weights;
        this.adamW = adamW;
    }

    /** Names and shapes of the weights, in the order of {@link #writeWeights}. */
    public List<Parameter> weights() {
        return parameters;
    }

    /** Names and shapes of the moments, in the order of {@link #writeMoments}. */
    public List<Parameter> moments() {
        return java.util.stream.Stream.of(FIRST_MOMENT, SECOND_MOMENT)
                .flatMap(prefix -> parameters.stream()
                        .map(parameter ->
                                new Parameter(prefix + parameter.name(), parameter.kind(), parameter.shape())))
                .toList();
    }

    public void writeWeights(TensorSink sink) throws IOException {
        write("", weights.tensors(), sink);
    }

    public void writeMoments(TensorSink sink) throws IOException {
        write(FIRST_MOMENT, adamW.firstMoments(), sink);
        write(SECOND_MOMENT, adamW.secondMoments(), sink);
    }

    /** Replaces the weights; held graphs must have been used up. */
    public void readWeights(TensorSource source) throws IOException {
        read("", weights.tensors(), source);
    }

    /**
     * Replaces the moments.
     *
     * @param steps that had been made when they were written
     */
    public void readMoments(TensorSource source, long steps) throws IOException {
        read(FIRST_MOMENT, adamW.firstMoments(), source);
        read(SECOND_MOMENT, adamW.secondMoments(), source);
        adamW.resume(steps);
    }

    private void write(String prefix, List<PtNDArray> tensors, TensorSink sink) throws IOException {
        for (var i = 0; i < tensors.size(); i++) {
            HostCopy.write(tensors.get(i), prefix + parameters.get(i).name(), sink);
        }
    }

    private void read(String prefix, List<PtNDArray> tensors, TensorSource source) throws IOException {
        for (var i = 0; i < tensors.size(); i++) {
            HostCopy.read(tensors.get(i), prefix + parameters.get(i).name(), source);
        }
    }
}
