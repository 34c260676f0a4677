package dev.iota.local.runner.chaos.machine;

import dev.iota.cloud.process.Supervised;
import dev.iota.core.base.FileReason;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A network and mounts of our own, in which lines can be thin and disks full. They end with the processes in them, so
 * that nothing of them can be left behind.
 */
public final class Isolation {
    /** Set to what there is, in a process that is in it. */
    private static final String VARIABLE = "IOTA_CHAOS_INSIDE";

    private static final String NETWORK = "network and mounts";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String UP = "ip link set lo up && exec \"$@\"";

    private Isolation() {}

    public static boolean isInside() {
        return System.getenv(VARIABLE) != null;
    }

    public static boolean hasNetwork() {
        return NETWORK.equals(System.getenv(VARIABLE));
    }

    public static boolean hasMounts() {
        return hasNetwork();
    }

    /**
     * Runs a command inside, or in place where the machine allows nothing else, to its end. If this process is ended,
     * it ends that one and waits for it.
     *
     * @return its exit status
     */
    public static int run(List<String> command) throws InterruptedException {
        var prefix = prefix();
        var all = new ArrayList<>(prefix.orElse(List.of()));
        all.addAll(command);
        var builder = new ProcessBuilder(all).inheritIO();
        builder.environment().put(VARIABLE, prefix.isPresent() ? NETWORK : "nothing");
        builder.environment().put(Supervised.VARIABLE, "1");
        try {
            var process = builder.start();
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> end(process)));
            return process.waitFor();
        } catch (IOException e) {
            throw new RunnerException(e, "cannot start %s: %s", all.getFirst(), FileReason.of(e));
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static Optional<List<String>> prefix() {
        return Stream.of(List.of("unshare", "-n", "-m"), List.of("unshare", "-r", "-n", "-m"))
                .map(unshare -> Stream.concat(unshare.stream(), Stream.of("sh", "-c", UP, "sh"))
                        .toList())
                .filter(prefix -> Shell.run(Stream.concat(prefix.stream(), Stream.of("true"))
                                .toArray(String[]::new))
                        .well())
                .findFirst();
    }
}
