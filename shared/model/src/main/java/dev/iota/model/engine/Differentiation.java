package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.optim.GradientAudit;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.Parameter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * Forwards that can be differentiated, and the gradients of one microbatch, of which none passes that is not finite: of
 * training, and of a replay of it. Both go slice by slice.
 */
final class Differentiation {
    private static final String ACTIVATION = "the activation";

    private final StagePlace place;
    private final List<Parameter> parameters;
    private final PtNDManager manager;
    private final StageCompute compute;
    private final Boundary boundary;

    Differentiation(
            StagePlace place,
            List<Parameter> parameters,
            PtNDManager manager,
            StageCompute compute,
            Boundary boundary) {
        this.place = place;
        this.parameters = parameters;
        this.manager = manager;
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
     * What a tail yields.
     *
     * @param loss mean cross entropy, in nats
     */
    record Tail(float loss, Gradients gradients) {}

    /**
     * What a forward and its backward yield.
     *
     * @param output payload in the wire's precision
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    record Hop(byte[] output, Gradients gradients) {}

    /**
     * A forward that is kept for its backward; the caller closes it.
     *
     * @param graph whether the blocks' graphs are kept, else their inputs
     */
    HeldForward.Chain forward(long id, StageInput input, boolean graph) {
        var scope = scope();
        var chains = new ArrayList<BlockChain>();
        try {
            for (var slice : boundary.slices(id, input)) {
                chains.add(compute.chain(scope, boundary.input(scope, id, slice), graph));
            }
            return new HeldForward.Chain(scope, input, chains, 0);
        } catch (RuntimeException e) {
            chains.forEach(BlockChain::close);
            scope.close();
            throw e;
        }
    }

    /** The output of a kept forward, as a payload. */
    byte[] output(long id, HeldForward.Chain kept) {
        var payload = new ByteArrayOutputStream();
        kept.chains().forEach(chain -> payload.writeBytes(boundary.payload(chain.output(), id, ACTIVATION)));
        return payload.toByteArray();
    }

    /**
     * The gradient of a microbatch's output, as it came in.
     *
     * @param scope where the tensors of its backward live
     * @param slices in their order
     */
    record OutputGradient(PtNDManager scope, List<PtNDArray> slices) implements AutoCloseable {
        public OutputGradient {
            slices = List.copyOf(slices);
        }

        @Override
        public void close() {
            scope.close();
        }
    }

    /** Takes a gradient in, or refuses it, before anything is done with it. */
    OutputGradient received(long id, StageInput input, byte[] payload) {
        var scope = scope();
        try {
            return new OutputGradient(
                    scope,
                    boundary.gradientSlices(id, input, payload).stream()
                            .map(slice -> boundary.gradient(scope, id, slice))
                            .toList());
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    /** The backward of a kept forward, whose graphs are used up. */
    Gradients ofKept(long id, HeldForward.Chain kept, OutputGradient gradient, long positionsSeed) {
        try (var backward = backward(gradient.scope(), kept.input())) {
            for (var i = 0; i < kept.chains().size(); i++) {
                backward.add(kept.chains().get(i), gradient.slices().get(i));
            }
            return shown(id, backward, positionsSeed);
        }
    }

    /** Forward and backward of a microbatch. */
    Hop ofHop(long id, StageInput input, boolean graph, OutputGradient gradient, long positionsSeed) {
        var output = new ByteArrayOutputStream();
        try (var backward = backward(gradient.scope(), input)) {
            bySlice(gradient.scope(), id, input, graph, (chain, i) -> {
                output.writeBytes(boundary.payload(chain.output(), id, ACTIVATION));
                backward.add(chain, gradient.slices().get(i));
            });
            return new Hop(output.toByteArray(), shown(id, backward, positionsSeed));
        }
    }

    /** Loss and gradients of a microbatch at the tail. */
    Tail ofTail(long id, StageInput input, boolean graph, StageInput.Tokens targets, long positionsSeed) {
        var slices = boundary.targetSlices(id, input, targets);
        var count = (long) targets.rows() * targets.columns();
        try (var scope = scope();
                var backward = backward(scope, input)) {
            bySlice(scope, id, input, graph, (chain, i) -> {
                try (var y = boundary.tokens(scope, id, slices.get(i))) {
                    backward.add(chain, y, count);
                }
            });
            var loss = place.finite(id, backward.loss(count));
            return new Tail(loss, shown(id, backward, positionsSeed));
        }
    }

    private void bySlice(PtNDManager scope, long id, StageInput input, boolean graph, ObjIntConsumer<BlockChain> work) {
        var slices = boundary.slices(id, input);
        for (var i = 0; i < slices.size(); i++) {
            try (var x = boundary.input(scope, id, slices.get(i));
                    var chain = compute.chain(scope, x, graph)) {
                work.accept(chain, i);
            }
        }
    }

    private SlicedBackward backward(PtNDManager scope, StageInput input) {
        return new SlicedBackward(compute, scope, input instanceof StageInput.Activations);
    }

    private Gradients shown(long id, SlicedBackward backward, long positionsSeed) {
        var gradient = backward.total(WeightPositions.draw(positionsSeed, parameters));
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

    private PtNDManager scope() {
        return (PtNDManager) manager.newSubManager();
    }
}
