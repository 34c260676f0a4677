package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Optional;

/** Forwards with their autograd graphs, and backwards through these, whose weight gradients join the open step. */
final class GradientPass {
    private final PtNDManager manager;
    private final StageCompute compute;
    private final Boundary boundary;
    private final OptimizerStep step;

    GradientPass(PtNDManager manager, StageCompute compute, Boundary boundary, OptimizerStep step) {
        this.manager = manager;
        this.compute = compute;
        this.boundary = boundary;
        this.step = step;
    }

    /** Frees, when closed, what was made in it. */
    PtNDManager scope() {
        return (PtNDManager) manager.newSubManager();
    }

    /** A forward with its graph; the caller closes it. */
    HeldForward.Graph graph(long id, StageInput input) {
        var scope = scope();
        try {
            var x = boundary.input(scope, id, input);
            var y = compute.forward(scope, x);
            return new HeldForward.Graph(scope, leaf(x, input), y, 0);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    /** The backward of a forward, from the gradient of its output. */
    BackwardResult accumulate(
            PtNDManager scope, long id, HeldForward.Graph graph, PtNDArray outputGradient, long positionsSeed) {
        var weights = compute.weights().leaves();
        return step.accumulate(scope, id, graph.leaf(), graph.output(), outputGradient, weights, positionsSeed);
    }

    /** The backward of a loss that was computed from {@code x}, which is {@code input}. */
    BackwardResult accumulate(
            PtNDManager scope, long id, PtNDArray x, StageInput input, PtNDArray loss, long positionsSeed) {
        var one = (PtNDArray) scope.ones(new Shape(), DataType.FLOAT32);
        var weights = compute.weights().leaves();
        return step.accumulate(scope, id, leaf(x, input), loss, one, weights, positionsSeed);
    }

    /** What the gradient of the input is asked of: tokens have none. */
    private static Optional<PtNDArray> leaf(PtNDArray x, StageInput input) {
        return input instanceof StageInput.Activations ? Optional.of(x) : Optional.empty();
    }
}
