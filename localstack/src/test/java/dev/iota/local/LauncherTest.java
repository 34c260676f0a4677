package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    private static final String READ_ONLY = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\"";
    private static final String NO_PROGRAM = "mount -t tmpfs -o noexec none \"$1\"";

    @TempDir
    private Path folder;

    private Path checkout;
    private Path jdk;

    @BeforeEach
    void install() throws IOException {
        checkout = folder.resolve("a chéck öut, 検");
        jdk = folder.resolve("a jdk, ключ");
        for (var jar : JARS) {
            Files.createDirectories(checkout.resolve(jar).getParent());
            Files.createFile(checkout.resolve(jar));
        }
        program(checkout.resolve("iota"), Files.readString(LAUNCHER));
        Files.createDirectories(jdk.resolve("bin"));
        var told = "#!/bin/sh\necho \"started LC_ALL=$LC_ALL TOOL=$JAVA_TOOL_OPTIONS $* OPTIONS=$JDK_JAVA_OPTIONS\"\n";
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
        return said(start(changes, List.of(checkout.resolve("iota").toString(), "presets")));
    }

    private Process start(Map<String, String> changes, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var all = new HashMap<>(Map.of("JAVA_HOME", jdk.toString(), "LC_ALL", "", "JAVA_TOOL_OPTIONS", ""));
        all.putAll(changes);
        all.forEach((name, value) -> {
            builder.environment().remove(name);
            if (!value.isEmpty()) {
                builder.environment().put(name, value);
            }
        });
        return builder.start();
    }

    private static String said(Process process) throws IOException, InterruptedException {
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void it_starts_without_a_home() throws Exception {
        assertThat(said(Map.of("HOME", ""))).startsWith("started").doesNotContain("unbound");
    }

    /** What it says where {@code mounting} was done first, which only this process sees. */
    private String saidWith(String mounting, Path where, Map<String, String> changes) throws Exception {
        var namespace = List.of("unshare", "-rm", "sh", "-c");
        var can = new ProcessBuilder(namespace).redirectErrorStream(true);
        can.command(Stream.concat(namespace.stream(), Stream.of("mount -t tmpfs none /mnt"))
                .toList());
        assumeTrue(isThere("unshare") && can.start().waitFor() == 0, "this user may make no namespace of mounts");
        var script = mounting + " && exec \"$2\" presets";
        var command = Stream.concat(
                        namespace.stream(),
                        Stream.of(
                                script,
                                "sh",
                                where.toString(),
                                checkout.resolve("iota").toString()))
                .toList();
        return said(start(changes, command));
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** A build that makes the jars, and notes that it was called. */
    private void takeJarsAway() throws IOException {
        for (var jar : JARS) {
            Files.delete(checkout.resolve(jar));
        }
        program(checkout.resolve("mvnw"), "#!/bin/sh\necho built >>builds\ntouch " + String.join(" ", JARS) + "\n");
    }

    @Test
    void it_starts_with_a_home_that_cannot_be_written() throws Exception {
        var home = Files.createDirectory(folder.resolve("home"));

        assertThat(saidWith("mount -t tmpfs -o ro none \"$1\"", home, Map.of("HOME", home.toString())))
                .startsWith("started");
    }

    @Test
    void what_is_built_is_started_from_a_checkout_that_cannot_be_written() throws Exception {
        assertThat(saidWith(READ_ONLY, checkout, Map.of())).startsWith("started");
    }

    @Test
    void a_checkout_that_cannot_be_written_is_named_where_something_has_to_be_built() throws Exception {
        takeJarsAway();

        assertThat(saidWith(READ_ONLY, checkout, Map.of()).lines())
                .singleElement()
                .asString()
                .startsWith("iota: " + checkout.toRealPath() + " cannot be written");
    }

    @Test
    void native_code_is_unpacked_in_the_checkout_where_no_program_may_be_run_from_the_temporary_folder()
            throws Exception {
        var temporary = Files.createDirectory(folder.resolve("tmp"));

        assertThat(saidWith(NO_PROGRAM, temporary, Map.of("TMPDIR", temporary.toString())))
                .startsWith("started")
                .contains("\"-Djava.io.tmpdir=%s/target/tmp\"".formatted(checkout.toRealPath()));
    }

    @Test
    void two_starts_at_once_build_once() throws Exception {
        assumeTrue(isThere("flock"), "the system has no flock");
        takeJarsAway();
        var command = List.of(checkout.resolve("iota").toString(), "presets");
        var one = start(Map.of(), command);
        var other = start(Map.of(), command);

        assertThat(said(one)).contains("started");
        assertThat(said(other)).contains("started");
        assertThat(checkout.resolve("builds")).hasContent("built");
    }

    @Test
    void it_takes_the_jdk_that_java_home_names_before_the_one_on_the_path() throws Exception {
        var other = folder.resolve("old");
        Files.createDirectories(other.resolve("bin"));
        program(other.resolve("bin/java"), "#!/bin/sh\necho old\n");
        program(other.resolve("bin/javac"), "#!/bin/sh\necho old\n");
        Files.writeString(other.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");

        assertThat(said(Map.of("PATH", other.resolve("bin") + ":" + System.getenv("PATH"))))
                .startsWith("started");
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
