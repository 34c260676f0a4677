package dev.iota.local.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JoinLineTest {
    private static final URI API = URI.create("http://127.0.0.1:4242");

    @Test
    void it_names_program_address_run_and_a_home_of_its_own() {
        var java = new JavaCommands(
                Path.of("/jdk/bin/java"), Path.of("/iota/miner.jar"), Path.of("/none.jar"), Path.of("/none.jar"));

        assertThat(JoinLine.text(java, API, "run-1", Path.of("/runs/1/miners/joined")))
                .startsWith("/jdk/bin/java ")
                .endsWith(" -jar /iota/miner.jar run --orchestrator http://127.0.0.1:4242 --run run-1"
                        + " --home /runs/1/miners/joined --threads 1 --memory 0.2");
    }

    @Test
    void a_shell_reads_names_with_spaces_and_quotes_as_they_are() {
        var java = new JavaCommands(
                Path.of("/my jdk/java"), Path.of("/it's/miner.jar"), Path.of("/none.jar"), Path.of("/none.jar"));

        assertThat(JoinLine.text(java, API, "run-1", Path.of("/x")))
                .startsWith("'/my jdk/java' ")
                .contains(" -jar '/it'\\''s/miner.jar' run ");
    }
}
