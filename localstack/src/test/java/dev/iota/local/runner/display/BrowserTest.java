package dev.iota.local.runner.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserTest {
    private static final URI PAGE = URI.create("http://127.0.0.1:4000/");

    @TempDir
    private Path folder;

    @Test
    void the_program_of_the_desktop_is_given_the_address() throws Exception {
        var told = folder.resolve("told");
        var read = pipe(told);
        program("xdg-open", "#!/bin/sh\nprintf '%s' \"$1\" > " + told + "\n");

        assertThat(browser(Map.of("DISPLAY", ":0", "PATH", "/nowhere:" + folder)))
                .isEmpty();
        assertThat(read.waitFor()).isZero();
        assertThat(new String(read.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(PAGE.toString());
    }

    @Test
    void where_there_is_no_screen_nothing_is_started() throws Exception {
        program("xdg-open", "#!/bin/sh\nexit 1\n");

        assertThat(browser(Map.of("PATH", folder.toString())))
                .hasValueSatisfying(reason -> assertThat(reason).contains("no screen"));
    }

    @Test
    void where_there_is_no_such_program_it_is_said() {
        assertThat(browser(Map.of("WAYLAND_DISPLAY", "wayland-0", "PATH", folder.toString())))
                .hasValueSatisfying(reason -> assertThat(reason).contains("neither xdg-open nor open is installed"));
    }

    @Test
    void a_program_that_does_not_start_is_said() throws Exception {
        program("xdg-open", "#!" + folder.resolve("missing") + "\n");

        assertThat(browser(Map.of("DISPLAY", ":0", "PATH", folder.toString())))
                .hasValueSatisfying(reason -> assertThat(reason).contains("does not start"));
    }

    private static Optional<String> browser(Map<String, String> environment) {
        return new Browser(environment, false).open(PAGE);
    }

    /** Whoever reads from it waits until somebody wrote. */
    private static Process pipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return new ProcessBuilder("cat", path.toString()).start();
    }

    private void program(String name, String script) throws Exception {
        var file = Files.writeString(folder.resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
