package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    private Path folder;

    @Test
    void a_frame_of_a_stack_is_never_the_reason() {
        var java = List.of(
                "Exception in thread \"main\" a.B: odd", "\tat a.B.c(B.java:7)", "Caused by: a.D: why", "\t... 9 more");
        var python = List.of(
                "Traceback (most recent call last):", "  File \"serve.py\", line 3, in <module>", "KeyError: 'x'");

        assertThat(LogTail.lastLine(java)).isEqualTo("a.D: why");
        assertThat(LogTail.lastLine(python)).isEqualTo("KeyError: 'x'");
    }

    @Test
    void the_reason_for_which_a_jvm_does_not_start_stands_before_its_end() {
        assertThat(LogTail.lastLine(List.of(
                        "Unrecognized VM option 'UseNoGC'",
                        "Error: Could not create the Java Virtual Machine.",
                        "Error: A fatal exception has occurred. Program will exit.")))
                .isEqualTo("Unrecognized VM option 'UseNoGC'");
    }

    @Test
    void a_last_word_in_a_log_is_the_reason_whatever_comes_after_it() throws Exception {
        var word = new LastWord(LastWord.Kind.WRONG, "port 1 is in use; choose another one");
        var log = Files.writeString(folder.resolve("log"), word.line() + "\nlater\n");

        assertThat(LogTail.reason(log)).isEqualTo(word.reason());
        assertThat(LogTail.reason(folder.resolve("none"))).isEqualTo("(its log cannot be read: it is missing)");
    }
}
