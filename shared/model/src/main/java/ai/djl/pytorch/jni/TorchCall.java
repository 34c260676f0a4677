package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtSymbolBlock;

/**
 * Calls any method of a TorchScript module in training mode; DJL's own door for that is closed from outside this
 * package.
 */
public final class TorchCall {
    private TorchCall() {}

    /**
     * @return what the method returned; the caller closes it
     * @throws ai.djl.engine.EngineException if the method fails; its message names the line of the program
     */
    public static IValue call(PtSymbolBlock module, String method, IValue... arguments) {
        var handles = new long[arguments.length];
        for (var i = 0; i < handles.length; i++) {
            handles[i] = arguments[i].getHandle();
        }
        return new IValue(PyTorchLibrary.LIB.moduleRunMethod(module.getHandle(), method, handles, true, false));
    }
}
