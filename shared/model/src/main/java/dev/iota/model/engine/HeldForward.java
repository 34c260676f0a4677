package dev.iota.model.engine;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;

/** A forward whose backward is still to come. */
sealed interface HeldForward {

    /** What of a forward is kept; what is not, its backward computes again. */
    enum Level {
        /** The graph of every block. */
        GRAPH,
        /** The input of every block. */
        BLOCK_INPUTS,
        /** The stage's input. */
        STAGE_INPUT
    }

    /** Of its output, B × T × b. */
    Shape shape();

    /**
     * With the graphs or the inputs of its blocks.
     *
     * @param manager holds the tensors
     * @param input what it was computed from
     * @param bytes that it keeps
     */
    record Chain(PtNDManager manager, StageInput input, BlockChain chain, long bytes)
            implements HeldForward, AutoCloseable {
        @Override
        public Shape shape() {
            return chain.output().getShape();
        }

        @Override
        public void close() {
            chain.close();
            manager.close();
        }
    }

    /** With its input only: the forward is computed again before the backward. */
    record Input(StageInput input, Shape shape) implements HeldForward {}
}
