package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;

/**
 * A forward, block by block, as its backward needs it.
 *
 * @param kept input and output of every block
 * @param output of the last one
 * @param positions tokens of a sequence
 * @param graph whether every block's graph is kept; else the backward computes blocks again from their inputs
 */
record BlockChain(IValue kept, PtNDArray output, int positions, boolean graph) implements AutoCloseable {
    @Override
    public void close() {
        kept.close();
        output.close();
    }
}
