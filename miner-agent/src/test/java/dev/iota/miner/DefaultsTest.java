package dev.iota.miner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class DefaultsTest {
    @TempDir
    Path folder;

    @Test
    void an_option_that_nobody_sets_has_its_own_default() {
        assertThat(parse(Map.of()).every).isEqualTo(10);
    }

    @Test
    void the_file_sets_what_nobody_else_does() throws IOException {
        assertThat(parse(Map.of(), "--config", yaml("snapshot-every: 20")).every)
                .isEqualTo(20);
        assertThat(parse(Map.of(), "--config=" + yaml("snapshot-every: 20")).every)
                .isEqualTo(20);
        assertThat(parse(Map.of("IOTA_CONFIG", yaml("snapshot-every: 20"))).every)
                .isEqualTo(20);
    }

    @Test
    void the_environment_wins_over_the_file() throws IOException {
        var environment = Map.of("IOTA_SNAPSHOT_EVERY", "30");
        assertThat(parse(environment, "--config", yaml("snapshot-every: 20")).every)
                .isEqualTo(30);
    }

    @Test
    void the_command_line_wins_over_everything() throws IOException {
        var environment = Map.of("IOTA_SNAPSHOT_EVERY", "30");
        var parsed = parse(environment, "--config", yaml("snapshot-every: 20"), "--snapshot-every", "40");
        assertThat(parsed.every).isEqualTo(40);
    }

    @Test
    void a_properties_file_serves_as_well() throws IOException {
        var file = folder.resolve("miner.properties");
        Files.writeString(file, "snapshot-every=50\n");
        assertThat(parse(Map.of(), "--config", file.toString()).every).isEqualTo(50);
    }

    @Test
    void an_unknown_option_in_the_file_is_named() throws IOException {
        var file = yaml("snapshot-evry: 20");
        assertThatThrownBy(() -> parse(Map.of(), "--config", file))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'snapshot-evry'");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertThatThrownBy(() -> parse(Map.of(), "--config", "nowhere.yaml"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("nowhere.yaml");
    }

    private String yaml(String text) throws IOException {
        var file = folder.resolve("miner.yaml");
        Files.writeString(file, text + "\n");
        return file.toString();
    }

    private static Sample parse(Map<String, String> environment, String... args) {
        var sample = new Sample();
        var line = new CommandLine(sample);
        line.setDefaultValueProvider(Defaults.of(args, environment, line));
        line.parseArgs(args);
        return sample;
    }

    @Command(mixinStandardHelpOptions = true)
    static final class Sample {
        @Option(names = "--snapshot-every", defaultValue = "10")
        int every;

        @Option(names = "--config")
        @Nullable Path config;
    }
}
