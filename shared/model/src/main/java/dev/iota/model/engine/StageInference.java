package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.iota.model.torch.Torch;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;

/**
 * A stage without gradients, for any number of rows and any length up to the training's. Its calls are calls of its
 * {@link StageEngine}: they must not overlap with others. In all of them {@code id} is for messages.
 */
public final class StageInference {
    private final StagePlace place;
    private final PtNDManager manager;
    private final StageCompute compute;
    private final Boundary boundary;

    StageInference(StagePlace place, PtNDManager manager, StageCompute compute, Boundary boundary) {
        this.place = place;
        this.manager = manager;
        this.compute = compute;
        this.boundary = boundary;
    }

    /** The forward alone: a payload in the wire's precision. Not at the tail. */
    public byte[] evaluate(long id, StageInput input) {
        Torch.enter();
        place.requireTail(false);
        return withoutGradients(scope -> {
            var payload = new ByteArrayOutputStream();
            for (var slice : boundary.slices(id, input)) {
                try (var x = boundary.input(scope, id, slice);
                        var y = compute.forward(scope, x)) {
                    payload.writeBytes(boundary.payload(y, id, "the activation"));
                }
            }
            return payload.toByteArray();
        });
    }

    /** Mean cross entropy in nats; at the tail. */
    public float loss(long id, StageInput input, StageInput.Tokens targets) {
        Torch.enter();
        place.requireTail(true);
        return withoutGradients(scope -> {
            var slices = boundary.slices(id, input);
            var targetSlices = boundary.targetSlices(id, input, targets);
            var total = compute.noLoss(scope);
            for (var i = 0; i < slices.size(); i++) {
                try (var x = boundary.input(scope, id, slices.get(i));
                        var y = boundary.tokens(scope, id, targetSlices.get(i));
                        var before = total) {
                    total = compute.loss(scope, x, y, before);
                }
            }
            return place.finite(id, total.div((long) targets.rows() * targets.columns()));
        });
    }

    /** Logits of every position, rows × T × vocabulary; at the tail. */
    public float[] logits(long id, StageInput input) {
        Torch.enter();
        place.requireTail(true);
        return withoutGradients(scope -> {
            try (var y = compute.forward(scope, boundary.input(scope, id, input))) {
                return y.toFloatArray();
            }
        });
    }

    private <T> T withoutGradients(Function<PtNDManager, T> work) {
        JniUtils.setGradMode(false);
        try (var scope = (PtNDManager) manager.newSubManager()) {
            return work.apply(scope);
        } finally {
            JniUtils.setGradMode(true);
        }
    }
}
