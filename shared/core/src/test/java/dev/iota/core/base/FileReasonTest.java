package dev.iota.core.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReasonTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_that_is_missing_or_no_text_or_no_file_is_called_so() throws IOException {
        var binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});

        assertThat(reason(folder.resolve("none"))).isEqualTo("it is missing");
        assertThat(reason(binary)).isEqualTo("it is no text");
        assertThat(reason(binary.resolve("below"))).isEqualTo("Not a directory");
    }

    private static String reason(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return FileReason.of(e);
        }
    }
}
