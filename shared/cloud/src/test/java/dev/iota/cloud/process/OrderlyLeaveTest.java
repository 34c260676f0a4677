package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderlyLeaveTest {
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

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void the_first_signal_asks_and_the_second_ends(String signal, int status) throws Exception {
        start();

        kill(signal);
        assertThat(process.inputReader().readLine()).isEqualTo("asked");
        assertThat(process.isAlive()).isTrue();
        kill(signal);

        assertEnds(status);
    }

    @ParameterizedTest
    @CsvSource({"HUP, 129"})
    void a_closed_terminal_ends_at_once(String signal, int status) throws Exception {
        start();

        kill(signal);

        assertEnds(status);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143"})
    void a_supervised_process_ends_at_once(String signal, int status) throws Exception {
        builder.environment().put(Supervised.VARIABLE, "1");
        start();

        kill(signal);

        assertEnds(status);
    }

    private void start() throws IOException {
        process = builder.start();
        assertThat(process.inputReader().readLine()).isEqualTo("works");
    }

    private void kill(String signal) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private void assertEnds(int status) throws Exception {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(status);
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
