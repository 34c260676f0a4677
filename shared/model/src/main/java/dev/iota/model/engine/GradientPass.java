package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/** Forwards that can be differentiated, and their backwards, whose weight gradients join the open step. */
final class GradientPass {
    private final PtNDManager manager;
    private final StageCompute compute;
    private final Boundary boundary;
    private final Differentiation differentiation;
    private final OptimizerStep step;

    GradientPass(
            PtNDManager manager,
            StageCompute compute,
            Boundary boundary,
            Differentiation differentiation,
            OptimizerStep step) {
        this.manager = manager;
        this.compute = compute;
        this.boundary = boundary;
        this.differentiation = differentiation;
        this.step = step;
    }

    /** Frees, when closed, what was made in it. */
    PtNDManager scope() {
        return (PtNDManager) manager.newSubManager();
    }

    /**
     * A forward for a backward; the caller closes it.
     *
     * @param graph whether the blocks' graphs are kept, else their inputs
     */
    HeldForward.Chain chain(long id, StageInput input, boolean graph) {
        var scope = scope();
        try {
            var x = boundary.input(scope, id, input);
            return new HeldForward.Chain(scope, input, compute.chain(scope, x, graph), 0);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    /** The backward of a forward, from the gradient of its output. */
    BackwardResult accumulate(
            PtNDManager scope, long id, HeldForward.Chain held, PtNDArray outputGradient, long positionsSeed) {
        return step.accumulate(
                id, differentiation.of(scope, id, held.chain(), held.input(), outputGradient, positionsSeed));
    }

    /** Loss and backward of a forward at the tail. */
    TailResult finish(
            PtNDManager scope, long id, HeldForward.Chain held, StageInput.Tokens targets, long positionsSeed) {
        var shape = held.chain().output().getShape();
        var y = boundary.targets(scope, id, shape, targets);
        var tail = differentiation.ofTail(scope, id, held.chain(), held.input(), y, positionsSeed);
        return new TailResult(tail.loss(), step.accumulate(id, tail.gradients()));
    }
}
