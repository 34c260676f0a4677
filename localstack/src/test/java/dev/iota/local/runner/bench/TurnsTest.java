package dev.iota.local.runner.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iota.local.runner.process.Child;
import dev.iota.local.runner.process.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnsTest {
    /** In {@code /proc/PID/stat} right after the name: T is stopped. */
    private static final String STOPPED = ") T ";

    @TempDir
    private Path folder;

    @Test
    void a_process_that_waits_for_its_turn_is_stopped_and_goes_on_later() throws Exception {
        var child = Child.start(
                new Launch("worker", List.of("sh", "-c", "while :; do :; done"), Map.of(), folder.resolve("log")));
        try {
            Turns.pause(List.of(child.pid()));
            awaitStopped(child, true);

            Turns.resume(List.of(child.pid()));
            awaitStopped(child, false);
        } finally {
            child.kill();
        }
    }

    private static void awaitStopped(Child child, boolean stopped) throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        var stat = Path.of("/proc", Long.toString(child.pid()), "stat");
        assumeTrue(Files.exists(stat), "this system has no /proc");
        while (Files.readString(stat).contains(STOPPED) != stopped) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
