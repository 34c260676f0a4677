package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes end without a signal")
class OrderlyEndTest {
    private static final int TERMINATED = 143;

    @Test
    void the_work_has_left_before_a_process_that_is_told_to_end_is_gone() throws Exception {
        var process = start("listens");
        assertThat(process.inputReader().readLine()).isEqualTo("works");

        process.toHandle().destroy(); // that of the process closes its output, too

        assertThat(process.inputReader().readLine()).isEqualTo("asked");
        assertThat(process.inputReader().readLine()).isEqualTo("left");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(process.errorReader().lines()).isEmpty();
    }

    @Test
    void work_that_does_not_leave_holds_the_end_up_no_longer_than_the_patience() throws Exception {
        var process = start("deaf");
        assertThat(process.inputReader().readLine()).isEqualTo("works");

        process.toHandle().destroy(); // that of the process closes its output, too

        assertThat(process.inputReader().readLine()).isEqualTo("asked");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(process.inputReader().readLine()).isNull();
        assertThat(process.errorReader().lines()).singleElement().asString().contains("the work did not end within");
    }

    @Test
    void work_that_is_done_holds_nothing_up() throws Exception {
        var process = start("done");

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(process.inputReader().readLine()).isEqualTo("works");
        assertThat(process.inputReader().readLine()).isNull();
        assertThat(process.errorReader().lines()).isEmpty();
    }

    @Test
    void no_work_begins_in_a_process_that_is_ending_already() throws Exception {
        var process = builder("late").redirectErrorStream(true).start();

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(process.inputReader().readLine()).isNull();
    }

    private static Process start(String kind) throws IOException {
        return builder(kind).start();
    }

    private static ProcessBuilder builder(String kind) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Work.class.getName(),
                kind);
    }

    /** What the processes of these tests do. */
    static final class Work {
        private Work() {}

        public static void main(String[] args) {
            if (args[0].equals("late")) {
                Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Work::beginLate));
                return;
            }
            var isAsked = new AtomicBoolean();
            var end = OrderlyEnd.begin(
                    () -> {
                        System.out.println("asked");
                        isAsked.set(true);
                    },
                    Duration.ofMillis(args[0].equals("deaf") ? 100 : 10_000));
            try (end) {
                System.out.println("works");
                while (args[0].equals("deaf") || (args[0].equals("listens") && !isAsked.get())) {
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
                if (isAsked.get()) {
                    System.out.println("left");
                }
            }
        }

        /** Tries to for a moment. */
        private static void beginLate() {
            var late = Thread.ofPlatform().start(() -> {
                try (var _ = OrderlyEnd.begin(() -> {}, Duration.ZERO)) {
                    System.out.println("works");
                }
            });
            try {
                late.join(Duration.ofMillis(200));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
