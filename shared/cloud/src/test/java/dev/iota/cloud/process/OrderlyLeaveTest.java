package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With SIGTERM: SIGINT, for which the same is done, may be ignored where tests run in the background. */
class OrderlyLeaveTest {
    private static final int TERMINATED = 143;

    private final ProcessBuilder builder = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Work.class.getName());

    @SuppressWarnings("NullAway.Init")
    private Process process;

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void the_first_signal_asks_and_the_second_ends() throws Exception {
        start();

        process.toHandle().destroy(); // that of the process closes its output, too
        assertThat(process.inputReader().readLine()).isEqualTo("asked");
        assertThat(process.isAlive()).isTrue();
        process.toHandle().destroy();

        assertEnds();
    }

    @Test
    void a_supervised_process_ends_at_once() throws Exception {
        builder.environment().put(Supervised.VARIABLE, "1");
        start();

        process.toHandle().destroy();

        assertEnds();
    }

    private void start() throws IOException {
        process = builder.start();
        assertThat(process.inputReader().readLine()).isEqualTo("works");
    }

    private void assertEnds() throws Exception {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(process.inputReader().readLine()).isNull();
        assertThat(process.errorReader().lines()).isEmpty();
    }

    /** What the processes of these tests do. */
    static final class Work {
        private Work() {}

        public static void main(String[] args) {
            OrderlyLeave.begin(() -> System.out.println("asked"));
            System.out.println("works");
            new Semaphore(0).acquireUninterruptibly();
        }
    }
}
