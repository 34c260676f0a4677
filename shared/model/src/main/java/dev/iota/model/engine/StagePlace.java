package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.iota.core.run.ModelSpec;
import dev.iota.model.optim.NonFiniteException;
import java.util.List;

/**
 * Which stage of which model this is, for what only some stages do and for messages.
 *
 * @param stage counted from 0
 */
record StagePlace(ModelSpec model, int stage) {
    /** @throws IllegalStateException if it is the tail and should not be, or the other way round */
    void requireTail(boolean tail) {
        if (model.isTail(stage) != tail) {
            throw new IllegalStateException("stage %d of %d is %s tail; this call is not for it"
                    .formatted(stage, model.stages(), tail ? "no" : "the"));
        }
    }

    /**
     * The value of a loss.
     *
     * @throws NonFiniteException if it is none that training could go on from
     */
    float finite(long id, PtNDArray loss) {
        try (var detached = JniUtils.detachGradient(loss)) {
            var value = detached.toFloatArray()[0];
            if (!Float.isFinite(value)) {
                throw new NonFiniteException("the loss", List.of(id), stage);
            }
            return value;
        }
    }
}
