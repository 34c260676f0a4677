package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;

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

    /** What it was computed from. */
    StageInput input();

    /**
     * With the graphs or the inputs of its blocks.
     *
     * @param manager holds the tensors
     * @param chains of its slices, in their order
     * @param bytes that it keeps
     */
    record Chain(PtNDManager manager, StageInput input, List<BlockChain> chains, long bytes)
            implements HeldForward, AutoCloseable {
        public Chain {
            chains = List.copyOf(chains);
        }

        boolean isGraph() {
            return chains.getFirst().graph();
        }

        @Override
        public void close() {
            chains.forEach(BlockChain::close);
            manager.close();
        }
    }

    /** With its input only: the forward is computed again before the backward. */
    record Input(StageInput input) implements HeldForward {}
}
