package dev.iota.local.runner.line;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A network device of the kernel whose other side is this process: what the kernel sends into it is read here, and what
 * is written here arrives at the kernel. It vanishes with the network that it is in, or with this process.
 */
final class TunDevice {
    /** The largest packet; that of a network card. */
    static final int PACKET = 1500;

    private static final String CLONE = "/dev/net/tun";
    private static final int READ_WRITE = 2;
    private static final long TUNSETIFF = 0x400454caL;

    /** IFF_TUN and IFF_NO_PI: packets alone, without a card's header or the kernel's. */
    private static final short PACKETS_ALONE = 0x1001;

    /** Of C's {@code struct ifreq}, and where its flags begin. */
    private static final int REQUEST = 40;

    private static final int FLAGS = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = c("open", true, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle IOCTL =
            c("ioctl", true, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    private static final MethodHandle READ =
            c("read", false, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final MethodHandle WRITE =
            c("write", false, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);

    private final String name;
    private final int file;

    private TunDevice(String name, int file) {
        this.name = name;
        this.file = file;
    }

    /** Makes one in the network of this process. */
    static TunDevice create(String name) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var file = (int) OPEN.invokeExact(arena.allocateFrom(CLONE), READ_WRITE);
            if (file < 0) {
                throw new IOException(CLONE + " cannot be opened");
            }
            var request = arena.allocate(REQUEST);
            request.setString(0, name);
            request.set(ValueLayout.JAVA_SHORT, FLAGS, PACKETS_ALONE);
            if ((int) IOCTL.invokeExact(file, TUNSETIFF, request) < 0) {
                throw new IOException("the kernel does not make the device " + name);
            }
            return new TunDevice(name, file);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    String name() {
        return name;
    }

    /** Waits for a packet; empty once the device is gone. */
    byte[] read(MemorySegment buffer) throws IOException {
        try {
            var bytes = (long) READ.invokeExact(file, buffer, buffer.byteSize());
            return bytes <= 0 ? new byte[0] : buffer.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    /** A packet that the kernel does not take is lost, as on any line. */
    void write(MemorySegment buffer, byte[] packet) throws IOException {
        MemorySegment.copy(packet, 0, buffer, ValueLayout.JAVA_BYTE, 0, packet.length);
        try {
            var taken = (long) WRITE.invokeExact(file, buffer, (long) packet.length);
            assert taken <= packet.length;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @SuppressWarnings("restricted") // the functions are those of C, with the arguments that it says
    private static MethodHandle c(String name, boolean isInt, ValueLayout... arguments) {
        var result = isInt ? ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG;
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), variadic(name));
    }

    /** Where the further arguments of C's functions of any number of arguments begin. */
    private static Linker.Option[] variadic(String name) {
        return name.equals("ioctl") || name.equals("open")
                ? new Linker.Option[] {Linker.Option.firstVariadicArg(2)}
                : new Linker.Option[0];
    }
}
