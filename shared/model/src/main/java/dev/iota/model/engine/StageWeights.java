package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.program.Parameter;
import dev.iota.model.torch.TorchModule;
import java.util.List;

/**
 * The weights of a stage, and the leaves of every graph: matrices in the compute precision, cast once after the weights
 * have moved, and the weights themselves where they compute as they are.
 */
final class StageWeights implements AutoCloseable {
    private final TorchModule program;
    private final List<PtNDArray> weights;
    private final IValue weightList;
    private final IValue leaves;
    private boolean changed;

    /** @param program of the stage */
    StageWeights(PtNDManager manager, TorchModule program, List<Parameter> parameters, DataType type) {
        this.program = program;
        weights = parameters.stream()
                .map(parameter -> (PtNDArray) manager.zeros(new Shape(parameter.shape()), type))
                .toList();
        weightList = IValue.listFrom(weights.toArray(new PtNDArray[0]));
        leaves = program.call("leaves", weightList);
    }

    /** What graphs are made from and gradients asked of, in the order of the parameters. */
    IValue leaves() {
        if (changed) {
            program.run("refresh", leaves, weightList);
            changed = false;
        }
        return leaves;
    }

    /** Says that the weights moved: the leaves follow before they are used again. */
    void changed() {
        changed = true;
    }

    /** The weights as a list for the optimiser, which says {@link #changed} behind a step. */
    IValue list() {
        return weightList;
    }

    /** The weights for reading, and for writing by whoever says {@link #changed}, in the order of the parameters. */
    List<PtNDArray> tensors() {
        return weights;
    }

    @Override
    public void close() {
        leaves.close();
        weightList.close();
        weights.forEach(PtNDArray::close);
    }
}
