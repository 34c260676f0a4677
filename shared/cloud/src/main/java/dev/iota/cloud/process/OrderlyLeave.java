package dev.iota.cloud.process;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and SIGTERM of a program that has something to bring to its end before it goes, which may take minutes: it is
 * asked to when the first of them comes, and goes at once when another does.
 */
public final class OrderlyLeave {
    /** What the shell expects of a process that a signal ended. */
    private static final Map<String, Integer> STATUS = Map.of("INT", 130, "TERM", 143);

    private OrderlyLeave() {}

    /**
     * Call once. A supervised process is told to end when there is no more time, so nothing changes for it; nor does it
     * where the system has no signals.
     *
     * @param ask asks the program to leave; returns at once
     */
    public static void begin(Runnable ask) {
        if (Supervised.isSupervised()) {
            return;
        }
        var asked = new AtomicBoolean();
        STATUS.forEach((name, status) -> {
            try {
                Signals.handle(name, () -> {
                    if (asked.compareAndSet(false, true)) {
                        ask.run();
                    } else {
                        System.exit(status);
                    }
                });
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                System.err.println(
                        "this process ends at the first SIG%s, and hands nothing in (%s)".formatted(name, e));
            }
        });
    }
}
