package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.iota.model.program.Parameter;
import java.util.List;

/** The weights of a stage: leaves of every graph, and their aliases that the optimiser writes through. */
final class StageWeights implements AutoCloseable {
    private final List<PtNDArray> leaves;
    private final List<PtNDArray> aliases;
    private final IValue leafList;
    private final IValue aliasList;

    StageWeights(PtNDManager manager, List<Parameter> parameters, DataType type) {
        leaves = parameters.stream()
                .map(parameter -> (PtNDArray) manager.zeros(new Shape(parameter.shape()), type))
                .toList();
        leaves.forEach(leaf -> leaf.setRequiresGradient(true));
        aliases = leaves.stream().map(JniUtils::detachGradient).toList();
        leafList = IValue.listFrom(leaves.toArray(new PtNDArray[0]));
        aliasList = IValue.listFrom(aliases.toArray(new PtNDArray[0]));
    }

    IValue leaves() {
        return leafList;
    }

    IValue aliases() {
        return aliasList;
    }

    /** The weights for reading and writing, in the order of the parameters. */
    List<PtNDArray> tensors() {
        return aliases;
    }

    @Override
    public void close() {
        leafList.close();
        aliasList.close();
        aliases.forEach(PtNDArray::close);
        leaves.forEach(PtNDArray::close);
    }
}
