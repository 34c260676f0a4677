package dev.iota.cloud.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * Ends this process and runs nothing more of it. {@link Runtime#halt} runs the destructors of native libraries, which
 * crash under a thread that is still inside one of them.
 */
public final class HardExit {
    private HardExit() {}

    /** Does not return. */
    @SuppressWarnings("restricted") // native access is what this is about; the programs are started with it
    public static void now(int status) {
        try {
            var linker = Linker.nativeLinker();
            var exit = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("_exit"), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
            exit.invokeExact(status);
        } catch (Throwable e) {
            // No such function on this system: the next best end.
            Runtime.getRuntime().halt(status);
        }
    }
}
