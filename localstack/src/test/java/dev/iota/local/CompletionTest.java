package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell completes once it has read the script. */
class CompletionTest {
    @TempDir
    Path folder;

    @Test
    void bash_completes_commands_and_options() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
        assertThat(completed("sta")).contains("status");
        assertThat(completed("ru")).contains("run");
        assertThat(completed("sam")).contains("sample");
        assertThat(completed("miners --ap")).contains("--api");
    }

    @Test
    void another_shell_is_wrong_usage() {
        var err = new StringWriter();
        assertThat(LocalCommand.line().setErr(new PrintWriter(err)).execute("completion", "fish"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("fish");
    }

    private String completed(String words) throws Exception {
        var script = new StringWriter();
        LocalCommand.line().setOut(new PrintWriter(script, true)).execute("completion", "bash");
        var file = folder.resolve("completion.sh");
        Files.writeString(file, script.toString());
        var typed = ("iota " + words).split(" ", 0);
        var ask = "source %s; COMP_WORDS=(iota %s); COMP_CWORD=%d; COMP_LINE='iota %s'; "
                        .formatted(file, words, typed.length - 1, words)
                + "_complete_iota; echo \"${COMPREPLY[@]}\"";
        var process = new ProcessBuilder("/bin/bash", "-c", ask)
                .redirectErrorStream(true)
                .start();
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
