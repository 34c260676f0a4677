package dev.iota.model.bench;

import dev.iota.core.base.Bf16;
import dev.iota.core.wire.Precision;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageInput;
import dev.iota.model.program.StageMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A stage with something to train on: random tokens or activations, and random output gradients. */
final class BenchStage implements AutoCloseable {
    private static final double RATE = 1e-4;

    private final StageEngine engine;
    private final boolean tail;
    private final StageInput input;
    private final StageInput.Tokens targets;
    private final byte[] gradient;
    private long id;

    BenchStage(StageEngine engine, BenchShape shape) {
        this.engine = engine;
        this.tail = shape.model().isTail(shape.stage());
        var random = new SplittableRandom(1);
        this.targets = tokens(shape, random);
        this.input = shape.model().isHead(shape.stage())
                ? targets
                : new StageInput.Activations(shape.training().sequences(), payload(shape, random));
        this.gradient = payload(shape, random);
    }

    /** Forward, backward and step of one microbatch. */
    void trainOnce() {
        learn();
        step();
    }

    /** Forward and backward of one microbatch, to be followed by the step. */
    void learn() {
        id++;
        if (tail) {
            engine.tail(id, input, targets, id);
        } else {
            engine.forward(id, input);
            engine.backward(id, gradient, id);
        }
    }

    void step() {
        engine.step(RATE);
    }

    private static StageInput.Tokens tokens(BenchShape shape, RandomGenerator random) {
        var ids = random.ints(
                        shape.training().tokensPerMicrobatch(), 0, shape.model().vocabulary())
                .toArray();
        return new StageInput.Tokens(shape.training().sequences(), ids);
    }

    private static byte[] payload(BenchShape shape, RandomGenerator random) {
        var wire = shape.training().wire();
        var payload = new byte[Math.toIntExact(StageMemory.boundaryBytes(shape.model(), shape.training()))];
        var buffer = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            var value = (float) random.nextGaussian();
            if (wire == Precision.BFLOAT16) {
                buffer.putShort(Bf16.encode(value));
            } else {
                buffer.putFloat(value);
            }
        }
        return payload;
    }

    @Override
    public void close() {
        engine.close();
    }
}
