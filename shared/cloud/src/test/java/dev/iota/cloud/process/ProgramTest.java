package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.MalformedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the user of any program reads of its end. */
class ProgramTest {
    @Command(name = "thing")
    private static final class Thing implements Callable<Integer> {
        private final Exception failure;

        @Option(names = "--out")
        @SuppressWarnings("UnusedVariable") // picocli reads it
        private Path out = Path.of("/somewhere");

        Thing(Exception failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() throws Exception {
            throw failure;
        }
    }

    private final StringWriter err = new StringWriter();

    private int run(Exception failure, String... arguments) {
        return Program.USUAL
                .line(new Thing(failure))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("/a/b"), 1, "/a/b: it is missing"),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("/a/b")), 1, "/a/b: it is missing"),
                Arguments.of(new AccessDeniedException("/a/b"), 4, "/a/b: the permissions of /a/b do not allow it"),
                Arguments.of(new FileSystemException("/a/b", null, "Is a directory"), 1, "/a/b: Is a directory"),
                Arguments.of(new IOException("No space left on device"), 4, "the disk of /somewhere is full"),
                Arguments.of(new InvalidSpecException("model.blocks is 0; wanted 1"), 2, "model.blocks is 0; wanted 1"),
                Arguments.of(new MalformedException("it is no manifest"), 1, "it is no manifest"),
                Arguments.of(
                        SdkClientException.create("Unable to load region from any of the providers [a, b]"),
                        1,
                        "there is no region for AWS; set AWS_REGION"),
                Arguments.of(
                        SdkClientException.create("Unable to load credentials from any of the providers [a, b]"),
                        1,
                        "there are no credentials for AWS; set AWS_PROFILE"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void what_a_person_can_act_upon_is_one_sentence_without_the_name_of_a_class(
            Exception failure, int status, String sentence) {
        assertThat(run(failure)).isEqualTo(status);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("thing: " + sentence);
        assertThat(err.toString()).doesNotContain("Exception");
    }

    @Test
    void a_defect_shows_where_it_came_from_and_is_called_one() {
        assertThat(run(new IllegalStateException("odd"))).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("java.lang.IllegalStateException: odd")
                .contains("\tat dev.iota.cloud.process.ProgramTest")
                .endsWith("thing: this is a defect; please report it with the lines above\n");
    }

    @Test
    void a_wrong_command_line_is_one_line_that_names_the_help() {
        assertThat(run(new IllegalStateException("never"), "--ouut", "x")).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("thing: Unknown option")
                .endsWith(". Try 'thing --help'.");
    }

    @Test
    void a_message_that_lists_everything_is_cut() {
        run(SdkClientException.create("away, ".repeat(10_000)));

        assertThat(err.toString().length()).isLessThan(400);
    }
}
