package dev.iota.model.engine;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Optional;

/** A forward whose backward is still to come. */
sealed interface HeldForward {

    /** Of its output, B × T × b. */
    Shape shape();

    /**
     * With its graph.
     *
     * @param manager holds the tensors
     * @param leaf the input that gradients are asked for; none at the head
     * @param output whose graph is kept
     * @param bytes that it keeps
     */
    record Graph(PtNDManager manager, Optional<PtNDArray> leaf, PtNDArray output, long bytes)
            implements HeldForward, AutoCloseable {
        @Override
        public Shape shape() {
            return output.getShape();
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    /** With its input only: the forward is computed again before the backward. */
    record Input(StageInput input, Shape shape) implements HeldForward {}
}
