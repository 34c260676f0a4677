package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a program, in surroundings that people have; its JDK only tells how it was started. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "iota");
    private static final List<String> JARS = List.of(
            "localstack/target/iota-local.jar",
            "miner-agent/target/miner-agent.jar",
            "validator-agent/target/validator-agent.jar");

    @TempDir
    private Path folder;

    private Path checkout;
    private Path jdk;

    @BeforeEach
    void install() throws IOException {
        checkout = folder.resolve("a check out");
        jdk = folder.resolve("a jdk");
        for (var jar : JARS) {
            Files.createDirectories(checkout.resolve(jar).getParent());
            Files.createFile(checkout.resolve(jar));
        }
        program(checkout.resolve("iota"), Files.readString(LAUNCHER));
        Files.createDirectories(jdk.resolve("bin"));
        var told = "#!/bin/sh\necho \"started LC_ALL=$LC_ALL TOOL=$JAVA_TOOL_OPTIONS $*\"\n";
        program(jdk.resolve("bin/java"), told);
        program(jdk.resolve("bin/javac"), told);
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What it says in an environment that differs by these; an empty value takes a variable out. */
    private String said(Map<String, String> changes) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(checkout.resolve("iota").toString(), "presets").redirectErrorStream(true);
        var all = new HashMap<>(Map.of("JAVA_HOME", jdk.toString(), "LC_ALL", "", "JAVA_TOOL_OPTIONS", ""));
        all.putAll(changes);
        all.forEach((name, value) -> {
            builder.environment().remove(name);
            if (!value.isEmpty()) {
                builder.environment().put(name, value);
            }
        });
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void it_starts_without_a_home() throws Exception {
        assertThat(said(Map.of("HOME", ""))).startsWith("started").doesNotContain("unbound");
    }

    @Test
    void it_finds_a_jdk_that_is_on_the_path_alone() throws Exception {
        var path = jdk.resolve("bin") + ":" + System.getenv("PATH");

        assertThat(said(Map.of("JAVA_HOME", "", "PATH", path))).startsWith("started");
    }

    @Test
    void names_of_files_are_read_as_utf_8_where_the_language_has_no_letters() throws Exception {
        assertThat(said(Map.of("LC_ALL", "C"))).containsPattern("^started LC_ALL=(C\\.UTF-8|C) ");
    }

    @Test
    void a_collector_of_the_user_does_not_keep_it_from_starting() throws Exception {
        assertThat(said(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC -Dx=1")))
                .contains("leaving out the collector in JAVA_TOOL_OPTIONS")
                .contains("TOOL=-Dx=1 ");
    }

    @Test
    void a_folder_for_temporary_files_that_is_missing_is_named() throws Exception {
        assertThat(said(Map.of("TMPDIR", folder.resolve("none").toString())))
                .startsWith("iota: no file can be made in " + folder.resolve("none"));
    }
}
