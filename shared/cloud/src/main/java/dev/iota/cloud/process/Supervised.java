package dev.iota.cloud.process;

import java.time.Duration;
import java.util.Optional;

/**
 * How a process behaves that another process of ours started, so that stopping the run stops everything, in order, and
 * a killed supervisor leaves nothing behind.
 *
 * <p>Ctrl-C in a terminal reaches every process of the group at once. Only the supervisor may act on it (it wants a
 * last report from the others), so a supervised process ignores SIGINT and waits for SIGTERM. It ends by itself when
 * its parent dies.
 */
public final class Supervised {
    /** Environment variable that a supervisor sets to {@code 1} for the processes it starts. */
    public static final String VARIABLE = "IOTA_SUPERVISED";

    /** Exit status after the supervisor's death; that of a process ended by SIGTERM, which it stands for. */
    private static final int ORPHANED = 143;

    /** Shutdown hooks get this long; an orphan must not hang. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Supervised() {}

    /** Whether a supervisor started this process. */
    static boolean isSupervised() {
        return "1".equals(System.getenv(VARIABLE));
    }

    /** Call once at the start of {@code main}; does nothing in a process that a person started. */
    public static void follow() {
        if (!isSupervised()) {
            return;
        }
        ignoreInterrupt();
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        if (parent.isEmpty()) {
            end();
            return;
        }
        var exit = parent.get().onExit();
        Thread.ofPlatform().daemon().name("supervisor-watch").start(() -> {
            exit.join();
            end();
        });
    }

    /**
     * The class behind signals is exported by every JDK but is no part of the platform's interface: asking for it by
     * name keeps the compiler out of it, and a JDK without it behaves as if SIGINT had not been ignored.
     */
    private static void ignoreInterrupt() {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("INT"),
                            handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            System.err.println(
                    "this process cannot ignore Ctrl-C (%s); it ends together with its supervisor".formatted(e));
        }
    }

    private static void end() {
        Thread.ofPlatform().daemon().name("orphan").start(() -> {
            try {
                Thread.sleep(GRACE);
            } catch (InterruptedException e) {
                // Whoever interrupts this wants the process gone.
            }
            Runtime.getRuntime().halt(ORPHANED);
        });
        System.exit(ORPHANED);
    }
}
