package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import dev.iota.core.base.MalformedException;
import dev.iota.model.checkpoint.ElementType;
import dev.iota.model.checkpoint.SafetensorsFile;
import dev.iota.model.checkpoint.TensorInfo;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.optim.AdamW;
import dev.iota.model.program.Parameter;
import dev.iota.model.torch.HostCopy;
import dev.iota.model.torch.TensorReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a stage would be lost without: weights, AdamW's moments and the number of steps. Moments are named as PyTorch's
 * AdamW calls them, followed by the parameter. Tensors stream in chunks; none is copied as a whole. Written and read
 * between two calls of the engine.
 */
public final class StageState {
    private static final String FIRST_MOMENT = "exp_avg.";
    private static final String SECOND_MOMENT = "exp_avg_sq.";

    private final List<Parameter> parameters;
    private final StageWeights weights;
    private final AdamW adamW;
    private @Nullable StateCopy copy;

    StageState(List<Parameter> parameters, StageWeights weights, AdamW adamW) {
        this.parameters = parameters;
        this.weights = weights;
        this.adamW = adamW;
    }

    /** The weights as they are when they are written. */
    public List<TensorSource> weights() {
        return sources("", weights.tensors());
    }

    /** Both moments of every weight as they are when they are written. */
    public List<TensorSource> moments() {
        return Stream.concat(
                        sources(FIRST_MOMENT, adamW.firstMoments()).stream(),
                        sources(SECOND_MOMENT, adamW.secondMoments()).stream())
                .toList();
    }

    /**
     * The weights and then the moments as they are now, for another thread to write while the engine goes on. A copy
     * that was begun before must be written.
     */
    public StateCopy copy() {
        return copy(StateCopy.ROOM);
    }

    StateCopy copy(long room) {
        var tensors = new ArrayList<>(weights.tensors());
        tensors.addAll(adamW.firstMoments());
        tensors.addAll(adamW.secondMoments());
        var begun = new StateCopy(tensors, room);
        copy = begun;
        return begun;
    }

    /** Says that weights or moments are about to change. */
    void changes() {
        if (copy != null) {
            copy.settle();
        }
    }

    /** Before the tensors go: nobody reads them any more. */
    void close() {
        if (copy != null) {
            copy.giveUp();
        }
    }

    /** Replaces the weights. If that fails, some are replaced: the engine must read again or be closed. */
    public void readWeights(TensorReader reader) throws IOException {
        changes();
        weights.changed();
        read("", weights.tensors(), reader);
    }

    /**
     * Replaces the moments. If that fails, some are replaced: the engine must read again or be closed.
     *
     * @param steps that had been made when they were written
     */
    public void readMoments(TensorReader reader, long steps) throws IOException {
        changes();
        read(FIRST_MOMENT, adamW.firstMoments(), reader);
        read(SECOND_MOMENT, adamW.secondMoments(), reader);
        adamW.resume(steps);
    }

    /** Moments of zero, and no step made: the state of an optimiser that begins. */
    public void clearMoments() throws IOException {
        readMoments(
                (name, shape, offset, chunk) -> {
                    while (chunk.hasRemaining()) {
                        chunk.put((byte) 0);
                    }
                },
                0);
    }

    /** Reads from a file, which must hold float32 tensors of the shapes that are asked for. */
    public static TensorReader reader(SafetensorsFile file) {
        return (name, shape, offset, chunk) -> {
            var tensor = file.tensor(name);
            if (tensor.type() != ElementType.F32 || !tensor.shape().equals(shape)) {
                throw new MalformedException("tensor %s is %s %s; this model's is F32 %s"
                        .formatted(name, tensor.type(), tensor.shape(), shape));
            }
            file.read(name, offset, chunk);
        };
    }

    private List<TensorSource> sources(String prefix, List<PtNDArray> tensors) {
        return IntStream.range(0, parameters.size())
                .mapToObj(i -> new TensorSource(
                        new TensorInfo(
                                prefix + parameters.get(i).name(),
                                ElementType.F32,
                                parameters.get(i).shape()),
                        channel -> HostCopy.write(tensors.get(i), channel)))
                .toList();
    }

    private void read(String prefix, List<PtNDArray> tensors, TensorReader reader) throws IOException {
        for (var i = 0; i < tensors.size(); i++) {
            HostCopy.read(tensors.get(i), prefix + parameters.get(i).name(), reader);
        }
    }
}
