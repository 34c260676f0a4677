package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent with kill")
class SupervisedTest {
    private final List<ProcessHandle> started = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void a_supervised_process_ends_when_its_supervisor_is_killed() throws Exception {
        var supervisor = start("supervise", false);
        var child = ProcessHandle.of(Long.parseLong(supervisor.inputReader().readLine()))
                .orElseThrow();
        started.add(child);

        assertThat(supervisor.inputReader().readLine()).isEqualTo("up");
        supervisor.destroyForcibly();

        assertThat(child.onExit().get(20, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void a_supervised_process_ignores_the_terminals_interrupt_but_not_termination() throws Exception {
        var child = start("wait", true);
        assertThat(child.inputReader().readLine()).isEqualTo("up");

        kill("-INT", child.pid());
        child.outputWriter().write("are you there?\n");
        child.outputWriter().flush();
        assertThat(child.inputReader().readLine()).isEqualTo("are you there?");

        kill("-TERM", child.pid());
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_supervised_process_lives_on_when_the_terminal_is_closed() throws Exception {
        var child = start("wait", true);
        assertThat(child.inputReader().readLine()).isEqualTo("up");

        kill("-HUP", child.pid());
        child.outputWriter().write("are you there?\n");
        child.outputWriter().flush();

        assertThat(child.inputReader().readLine()).isEqualTo("are you there?");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the session stands in /proc")
    void a_supervised_process_has_a_session_of_its_own_and_the_same_parent() throws Exception {
        var child = Supervised.start(Role.start("wait", false));
        started.add(child.toHandle());
        assertThat(child.inputReader().readLine()).isEqualTo("up");

        // After the name in brackets: state, parent, process group, session.
        var stat = Files.readString(Path.of("/proc/%d/stat".formatted(child.pid())));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        assertThat(fields[1]).isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(fields[2]).isEqualTo(Long.toString(child.pid()));
        assertThat(fields[3]).isEqualTo(Long.toString(child.pid()));
    }

    @Test
    void a_process_whose_supervisor_died_before_it_could_look_ends() throws Exception {
        var builder = Role.start("wait", true);
        builder.environment().put("IOTA_SUPERVISOR", "1000000000");
        var child = builder.start();
        started.add(child.toHandle());

        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(143);
    }

    private Process start(String role, boolean supervised) throws IOException {
        var process = Role.start(role, supervised).start();
        started.add(process.toHandle());
        return process;
    }

    private static void kill(String signal, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** What the processes of these tests do. */
    static final class Role {
        private Role() {}

        static ProcessBuilder start(String role, boolean supervised) {
            var builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Role.class.getName(),
                            role)
                    .redirectError(Redirect.INHERIT);
            builder.environment().remove(Supervised.VARIABLE);
            builder.environment().remove("IOTA_SUPERVISOR");
            if (supervised) {
                builder.environment().put(Supervised.VARIABLE, "1");
            }
            return builder;
        }

        public static void main(String[] args) throws Exception {
            Supervised.follow();
            if (args[0].equals("supervise")) {
                var child = start("wait", true).start();
                System.out.println(child.pid());
                System.out.println(child.inputReader().readLine());
                child.waitFor();
            } else {
                System.out.println("up");
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                for (var line = in.readLine(); line != null; line = in.readLine()) {
                    System.out.println(line);
                }
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }
}
