package dev.iota.core.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
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

    @Test
    void no_reason_is_a_path_or_the_name_of_a_class() {
        assertThat(FileReason.of(new FileAlreadyExistsException("/a")))
                .isEqualTo("there is something of this name already");
        assertThat(FileReason.of(new NotDirectoryException("/a"))).isEqualTo("it is no folder");
        assertThat(FileReason.of(new DirectoryNotEmptyException("/a"))).isEqualTo("it is not empty");
        assertThat(FileReason.of(new FileSystemException("/a"))).isEqualTo("the system gives no reason");
        assertThat(FileReason.of(new AccessDeniedException("/a"))).isEqualTo("its permissions do not allow it");
        assertThat(FileReason.of(new FileSystemLoopException("/a"))).isEqualTo("its links lead in a circle");
        assertThat(FileReason.of(new EOFException())).isEqualTo("it ends too early");
        assertThat(FileReason.of(new ClosedChannelException())).isEqualTo("the system gives no reason");
    }

    @Test
    void json_that_is_none_is_told_with_its_place() {
        assertThatThrownBy(() -> Json.mapper().readTree("{"))
                .isInstanceOfSatisfying(JsonProcessingException.class, e -> assertThat(FileReason.of(e))
                        .contains("line")
                        .doesNotContain("Exception", "com.fasterxml"));
    }

    private static String reason(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return FileReason.of(e);
        }
    }
}
