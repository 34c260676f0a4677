package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a person reads of an end that nobody expected. */
class LocalCommandTest {
    @Command
    private static final class Anything {}

    @Test
    void what_the_disk_or_the_cloud_did_is_one_sentence_without_the_name_of_a_class() {
        assertThat(told(new UncheckedIOException(new FileSystemException("/runs/a", null, "No space left on device"))))
                .startsWith("iota: /runs/a: the disk of /runs/a is full (")
                .endsWith(" free); make room and start again");
        assertThat(told(new IOException("No space left on device"))).contains("is full", "make room");
        assertThat(told(new NoSuchFileException("/runs/a/run.json")))
                .isEqualTo("iota: /runs/a/run.json: it is missing");
        assertThat(told(SdkClientException.create("Unable to execute HTTP request")))
                .isEqualTo("iota: the cloud does not answer: Unable to execute HTTP request; the logs in the run's"
                        + " folder say more, and ./iota train --resume goes on with the run");
    }

    @Test
    void it_speaks_english_whatever_the_user_does() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-Duser.language=fa",
                        "-Duser.country=IR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalCommand.class.getName(),
                        "train",
                        "--port",
                        "70000")
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).contains("--port is 70000; it must lie between 1 and 65535");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void a_defect_shows_where_it_came_from() {
        assertThat(told(new IllegalStateException("odd")))
                .startsWith("java.lang.IllegalStateException: odd")
                .contains("\tat " + LocalCommandTest.class.getName())
                .endsWith("iota: this is a defect; please report it with the lines above");
    }

    private static String told(Exception exception) {
        var err = new StringWriter();
        var command = new CommandLine(new Anything()).setErr(new PrintWriter(err, true));
        assertThat(LocalCommand.explain(exception, command, command.parseArgs()))
                .isEqualTo(1);
        return err.toString().strip();
    }
}
