package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.optim.GradientAudit;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.Parameter;
import java.util.List;
import java.util.Optional;

/** The gradients of one microbatch, of which none passes that is not finite: of training, and of a replay of it. */
final class Differentiation {
    private final StagePlace place;
    private final List<Parameter> parameters;
    private final StageCompute compute;
    private final Boundary boundary;

    Differentiation(StagePlace place, List<Parameter> parameters, StageCompute compute, Boundary boundary) {
        this.place = place;
        this.parameters = parameters;
        this.compute = compute;
        this.boundary = boundary;
    }

    /**
     * What came out.
     *
     * @param result what a backward shows
     * @param weights one tensor a parameter; the caller closes it
     */
    record Gradients(BackwardResult result, IValue weights) {}

    /**
     * Differentiates a microbatch of a stage that has blocks alone.
     *
     * @param chain whose graphs are used up
     * @param input what it was computed from: tokens have no gradient
     */
    Gradients of(
            PtNDManager scope,
            long id,
            BlockChain chain,
            StageInput input,
            PtNDArray outputGradient,
            long positionsSeed) {
        return of(scope, id, chain, input, new Behind(outputGradient, Optional.empty()), positionsSeed);
    }

    /** Loss and gradients of a microbatch at the tail. */
    Tail ofTail(PtNDManager scope, long id, BlockChain chain, StageInput input, PtNDArray targets, long positionsSeed) {
        try (var finish = compute.finish(scope, chain, targets)) {
            var loss = place.finite(id, finish.loss());
            var behind = new Behind(finish.gradient(), Optional.of(finish.weights()));
            return new Tail(loss, of(scope, id, chain, input, behind, positionsSeed));
        }
    }

    /**
     * What a tail yields.
     *
     * @param loss mean cross entropy, in nats
     */
    record Tail(float loss, Gradients gradients) {}

    /** What came back from behind the last block: the gradient of its output, and at the tail those of its weights. */
    private record Behind(PtNDArray gradient, Optional<IValue> weights) {}

    private Gradients of(
            PtNDManager scope, long id, BlockChain chain, StageInput input, Behind behind, long positionsSeed) {
        var positions = WeightPositions.draw(positionsSeed, parameters);
        var hasGradient = input instanceof StageInput.Activations;
        var gradient = compute.backward(scope, chain, behind.gradient(), behind.weights(), hasGradient, positions);
        try {
            checkFinite(id, gradient.audit());
            var payload = gradient.input().map(g -> boundary.payload(g, id, "the input gradient"));
            return new Gradients(new BackwardResult(payload, gradient.audit()), gradient.weights());
        } catch (RuntimeException e) {
            gradient.weights().close();
            throw e;
        }
    }

    private void checkFinite(long id, GradientAudit audit) {
        for (var i = 0; i < audit.norms().length; i++) {
            if (!Float.isFinite(audit.norms()[i])) {
                throw new NonFiniteException(
                        "the gradient of %s".formatted(parameters.get(i).name()), List.of(id), place.stage());
            }
        }
    }
}
