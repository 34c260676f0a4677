package dev.iota.cloud.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a process behaves that another process of ours started, so that stopping the run stops everything, in order, and
 * a killed supervisor leaves nothing behind.
 *
 * <p>Ctrl-C in a terminal and its end reach every process of the group at once. Only the supervisor may act on them (it
 * wants a last report from the others), so a supervised process has a session of its own where the system can give it
 * one, ignores SIGINT and SIGHUP everywhere, and waits for SIGTERM. It ends by itself when its parent dies.
 */
public final class Supervised {
    /** Environment variable that a supervisor sets to {@code 1} for the processes it starts. */
    public static final String VARIABLE = "IOTA_SUPERVISED";

    /** Environment variable with the process id of the supervisor: a parent that died early is told from a new one. */
    private static final String PARENT = "IOTA_SUPERVISOR";

    private static final List<String> IGNORED = List.of("INT", "HUP");

    /** Gives a program a session of its own, and becomes that program. Not on every system. */
    private static final String SETSID = "setsid";

    /** Exit status after the supervisor's death; that of a process ended by SIGTERM, which it stands for. */
    private static final int ORPHANED = 143;

    /** Shutdown hooks get this long; an orphan must not hang. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Supervised() {}

    /**
     * Starts a program as a process that this one supervises.
     *
     * @param builder with its command, which is changed where the system can give the program a session of its own
     */
    public static Process start(ProcessBuilder builder) throws IOException {
        builder.environment().put(VARIABLE, "1");
        builder.environment().put(PARENT, Long.toString(ProcessHandle.current().pid()));
        setsid().ifPresent(program ->
                builder.command(Stream.concat(Stream.of(program.toString()), builder.command().stream())
                        .toList()));
        return builder.start();
    }

    private static Optional<Path> setsid() {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, SETSID))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether a supervisor started this process. */
    static boolean isSupervised() {
        return "1".equals(System.getenv(VARIABLE));
    }

    /** Call once at the start of {@code main}; does nothing in a process that a person started. */
    public static void follow() {
        if (!isSupervised()) {
            return;
        }
        IGNORED.forEach(Supervised::ignore);
        endWithParent();
    }

    /**
     * Ends this process when its parent dies, or has died already, and changes nothing else: what it starts itself
     * would ignore the signals that it ignores.
     */
    public static void endWithParent() {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        var expected = Optional.ofNullable(System.getenv(PARENT));
        if (parent.isEmpty()
                || (expected.isPresent()
                        && !expected.get().equals(Long.toString(parent.get().pid())))) {
            end();
            return;
        }
        var exit = parent.get().onExit();
        Thread.ofPlatform().daemon().name("supervisor-watch").start(() -> {
            exit.join();
            end();
        });
    }

    private static void ignore(String name) {
        try {
            Signals.ignore(name);
        } catch (ReflectiveOperationException e) {
            System.err.println(
                    "this process cannot ignore SIG%s (%s); it ends together with its supervisor".formatted(name, e));
        }
    }

    private static void end() {
        Thread.ofPlatform().daemon().name("orphan").start(() -> {
            try {
                Thread.sleep(GRACE);
            } catch (InterruptedException e) {
                // Whoever interrupts this wants the process gone.
            }
            HardExit.now(ORPHANED); // its threads may be inside native libraries
        });
        System.exit(ORPHANED);
    }
}
