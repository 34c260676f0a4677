package dev.iota.model.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TorchCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;

/** A loaded TorchScript program. */
public final class TorchModule implements AutoCloseable {
    private final PtSymbolBlock block;

    private TorchModule(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * @param name of the class
     * @param methods its text
     * @throws ai.djl.engine.EngineException if the text is no TorchScript; the message names the line
     */
    public static TorchModule load(PtNDManager manager, String name, String methods) {
        try (var archive = new ByteArrayInputStream(TorchArchive.write(name, methods))) {
            return new TorchModule(JniUtils.loadModule(manager, archive, false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Calls a method with gradients recorded as the thread's mode says.
     *
     * @param arguments tensors, lists of tensors (as an array, or as an {@link IValue} that stays open),
     *     {@code double}, {@code long}, {@code boolean} or {@code long[]}
     * @return the result; the caller closes it
     */
    public IValue call(String method, Object... arguments) {
        var values = new IValue[arguments.length];
        var mine = new ArrayList<IValue>();
        try {
            for (var i = 0; i < values.length; i++) {
                if (arguments[i] instanceof IValue given) {
                    values[i] = given;
                } else {
                    values[i] = value(arguments[i]);
                    mine.add(values[i]);
                }
            }
            return TorchCall.call(block, method, values);
        } finally {
            mine.forEach(IValue::close);
        }
    }

    /** As {@link #call}, for a method that returns one tensor, which then lives in {@code manager}. */
    public PtNDArray tensor(PtNDManager manager, String method, Object... arguments) {
        try (var result = call(method, arguments)) {
            return result.toTensor(manager);
        }
    }

    /** As {@link #call}, for a method whose result says nothing. */
    public void run(String method, Object... arguments) {
        call(method, arguments).close();
    }

    private static IValue value(Object argument) {
        return switch (argument) {
            case PtNDArray tensor -> IValue.from(tensor);
            case PtNDArray[] tensors -> IValue.listFrom(tensors);
            case Double number -> IValue.from(number.doubleValue());
            case Long number -> IValue.from(number.longValue());
            case Boolean flag -> IValue.from(flag.booleanValue());
            case long[] numbers -> IValue.listFrom(numbers);
            default ->
                throw new IllegalArgumentException("cannot pass a %s to a TorchScript program"
                        .formatted(argument.getClass().getName()));
        };
    }

    @Override
    public void close() {
        block.close();
    }
}
