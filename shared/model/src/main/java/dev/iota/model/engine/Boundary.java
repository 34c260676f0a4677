package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.iota.core.base.Bf16;
import dev.iota.core.base.MalformedException;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.torch.HostCopy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Turns what enters a stage into tensors and what leaves it into bytes, and lets no number pass that is not finite. */
final class Boundary {
    private static final String GRADIENT = "the gradient";
    private static final int MAGNITUDE = 0x7FFF_FFFF;
    private static final int INFINITY = 0x7F80_0000;

    private final ModelSpec model;
    private final Precision wire;
    private final int longest;
    private final int atOnce;
    private final int stage;

    Boundary(ModelSpec model, TrainingSpec training, int stage) {
        this.model = model;
        this.wire = training.wire();
        this.longest = training.sequence();
        this.atOnce = training.sequencesAtOnce();
        this.stage = stage;
    }

    /** The input as a tensor; one that gradients can be asked for, unless it is tokens. */
    PtNDArray input(PtNDManager manager, long id, StageInput input) {
        return switch (input) {
            case StageInput.Tokens tokens -> tokens(manager, id, tokens);
            case StageInput.Activations activations -> {
                var x = received(manager, id, "the activation", activations);
                x.setRequiresGradient(true);
                yield x;
            }
        };
    }

    /** A slice of the gradient of an output. */
    PtNDArray gradient(PtNDManager manager, long id, StageInput.Activations slice) {
        return received(manager, id, GRADIENT, slice);
    }

    /** Tokens as int64. */
    PtNDArray tokens(PtNDManager manager, long id, StageInput.Tokens tokens) {
        checkSequence(id, tokens.columns());
        for (var token : tokens.ids()) {
            if (token < 0 || token >= model.vocabulary()) {
                throw new MalformedException("microbatch %d at stage %d: token %d is outside the vocabulary of %d"
                        .formatted(id, stage, token, model.vocabulary()));
            }
        }
        return HostCopy.tensor(manager, new Shape(tokens.rows(), tokens.columns()), DataType.INT64, buffer -> {
            for (var token : tokens.ids()) {
                buffer.putLong(token);
            }
        });
    }

    /** The slices of an input that are computed one after the other; refused if it has no shape. */
    List<StageInput> slices(long id, StageInput input) {
        columns(id, input);
        return slices(input.rows(), input::rows);
    }

    /** The slices of an input's targets; refused if they are of another shape. */
    List<StageInput.Tokens> targetSlices(long id, StageInput input, StageInput.Tokens targets) {
        var columns = columns(id, input);
        if (targets.rows() != input.rows() || targets.columns() != columns) {
            throw new MalformedException("microbatch %d at stage %d has %d × %d targets; its input is %d × %d"
                    .formatted(id, stage, targets.rows(), targets.columns(), input.rows(), columns));
        }
        return slices(targets.rows(), targets::rows);
    }

    /** The slices of the gradient of an input's output, which is no tail's. */
    List<StageInput.Activations> gradientSlices(long id, StageInput input, byte[] gradient) {
        requireBytes(id, GRADIENT, gradient, new Shape(input.rows(), columns(id, input), model.boundaryWidth()));
        return slices(input.rows(), new StageInput.Activations(input.rows(), gradient)::rows);
    }

    private <T> List<T> slices(int rows, BiFunction<Integer, Integer, T> part) {
        return IntStream.iterate(0, from -> from < rows, from -> from + atOnce)
                .mapToObj(from -> part.apply(from, Math.min(from + atOnce, rows)))
                .toList();
    }

    private int columns(long id, StageInput input) {
        return switch (input) {
            case StageInput.Tokens tokens -> tokens.columns();
            case StageInput.Activations activations ->
                Math.toIntExact(shape(id, activations).get(1));
        };
    }

    /** The shape of a boundary tensor, B × T × b, from its rows and bytes. */
    private Shape shape(long id, StageInput.Activations given) {
        var row = (long) given.rows() * model.boundaryWidth() * wire.bytes();
        var bytes = given.payload().length;
        if (bytes == 0 || bytes % row != 0) {
            throw new MalformedException(
                    ("the activation of microbatch %d at stage %d has %d bytes; wanted a multiple of %d "
                                    + "(%d rows of %d %s)")
                            .formatted(id, stage, bytes, row, given.rows(), model.boundaryWidth(), wire));
        }
        var columns = Math.toIntExact(bytes / row);
        checkSequence(id, columns);
        return new Shape(given.rows(), columns, model.boundaryWidth());
    }

    private PtNDArray received(PtNDManager manager, long id, String what, StageInput.Activations given) {
        return HostCopy.tensor(manager, shape(id, given), DataType.FLOAT32, buffer -> {
            var floats = buffer.asFloatBuffer();
            decode(given.payload(), floats);
            checkFinite(floats, what + " received", id);
        });
    }

    private void requireBytes(long id, String what, byte[] payload, Shape shape) {
        var wanted = shape.size() * wire.bytes();
        if (payload.length != wanted) {
            throw new MalformedException("%s of microbatch %d at stage %d has %d bytes; wanted %d (%s %s)"
                    .formatted(what, id, stage, payload.length, wanted, shape, wire));
        }
    }

    /** A float32 tensor as a payload. */
    byte[] payload(PtNDArray tensor, long id, String what) {
        var payload = new byte[Math.toIntExact(Math.multiplyExact(tensor.size(), wire.bytes()))];
        HostCopy.read(tensor, buffer -> {
            var floats = buffer.asFloatBuffer();
            checkFinite(floats, what, id);
            var out = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
            switch (wire) {
                case FLOAT32 -> out.asFloatBuffer().put(floats);
                case BFLOAT16 -> Bf16.encode(floats, out);
            }
        });
        return payload;
    }

    /** ‖a − b‖ / ‖b‖ of two payloads of one length; 0 if both are zero. */
    double relativeDifference(long id, byte[] payload, byte[] reference) {
        if (payload.length != reference.length) {
            throw new MalformedException(
                    "the stored output of microbatch %d at stage %d has %d bytes; recomputed, it has %d"
                            .formatted(id, stage, reference.length, payload.length));
        }
        var count = payload.length / wire.bytes();
        var a = FloatBuffer.allocate(count);
        var b = FloatBuffer.allocate(count);
        decode(payload, a);
        decode(reference, b);
        var difference = 0d;
        var norm = 0d;
        for (var i = 0; i < count; i++) {
            var delta = (double) a.get(i) - b.get(i);
            difference += delta * delta;
            norm += (double) b.get(i) * b.get(i);
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }

    private void decode(byte[] payload, FloatBuffer floats) {
        var in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        switch (wire) {
            case FLOAT32 -> floats.duplicate().put(in.asFloatBuffer());
            case BFLOAT16 -> Bf16.decode(in, floats);
        }
    }

    private void checkFinite(FloatBuffer floats, String what, long id) {
        var largest = 0;
        var count = floats.limit();
        for (var i = 0; i < count; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(floats.get(i)) & MAGNITUDE);
        }
        if (largest >= INFINITY) {
            throw new NonFiniteException(what, List.of(id), stage);
        }
    }

    private void checkSequence(long id, int columns) {
        if (columns > longest) {
            throw new MalformedException("microbatch %d at stage %d: a sequence of %d tokens; the longest is %d"
                    .formatted(id, stage, columns, longest));
        }
    }
}
