package dev.iota.model.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much native memory the process has in use, as its allocator counts it: glibc's {@code mallinfo2}. Tensors on CPU
 * come from there, so the difference around a forward is what its graph keeps. Elsewhere there is no such count, and
 * the caller estimates.
 */
public final class NativeMemory {
    /** Fields of {@code struct mallinfo2}, each a {@code size_t}. */
    private static final int FIELDS = 10;

    private static final int MAPPED_BYTES = 4;
    private static final int USED_BYTES = 7;

    private final Optional<MethodHandle> mallinfo;
    private final Optional<MethodHandle> trim;

    private NativeMemory(Optional<MethodHandle> mallinfo, Optional<MethodHandle> trim) {
        this.mallinfo = mallinfo;
        this.trim = trim;
    }

    @SuppressWarnings("restricted") // two calls into the C library, whose signatures are stable since glibc 2.33
    public static NativeMemory ofThisProcess() {
        var linker = Linker.nativeLinker();
        var layout = MemoryLayout.structLayout(
                MemoryLayout.sequenceLayout(FIELDS, ValueLayout.JAVA_LONG).withName("sizes"));
        var symbols = linker.defaultLookup();
        return new NativeMemory(
                symbols.find("mallinfo2").map(symbol -> linker.downcallHandle(symbol, FunctionDescriptor.of(layout))),
                symbols.find("malloc_trim")
                        .map(symbol -> linker.downcallHandle(
                                symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))));
    }

    /**
     * Gives freed memory back to the system, where the allocator can be asked to. Graphs of different microbatches are
     * freed in another order than they were made, and what lies between those that live would otherwise stay with the
     * process: it grew by a tenth in three minutes.
     */
    public void release() {
        trim.ifPresent(function -> {
            try {
                var released = (int) function.invokeExact(0L);
                assert released >= 0;
            } catch (Throwable e) {
                throw new IllegalStateException("malloc_trim failed", e);
            }
        });
    }

    /** Bytes in use, or empty where the allocator does not tell. */
    public OptionalLong inUse() {
        if (mallinfo.isEmpty()) {
            return OptionalLong.empty();
        }
        try (var arena = Arena.ofConfined()) {
            var info = (MemorySegment) mallinfo.get().invokeExact((SegmentAllocator) arena);
            return OptionalLong.of(info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED_BYTES)
                    + info.getAtIndex(ValueLayout.JAVA_LONG, USED_BYTES));
        } catch (Throwable e) {
            throw new IllegalStateException("mallinfo2 failed", e);
        }
    }
}
