package dev.iota.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("security")
class BoundedFileTest {
    @TempDir
    Path folder;

    @Test
    void a_file_is_read_up_to_its_limit_and_not_beyond() throws Exception {
        var file = Files.writeString(folder.resolve("f"), "tén");

        assertThat(BoundedFile.text(file, 4)).isEqualTo("tén");
        assertThatThrownBy(() -> BoundedFile.text(file, 3))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("more than 3 bytes");
    }

    @Test
    void what_is_no_file_or_no_text_is_refused() throws Exception {
        var bytes = Files.write(folder.resolve("b"), new byte[] {(byte) 0xff});

        assertThatThrownBy(() -> BoundedFile.read(folder, 10)).hasMessageContaining("it is no file");
        assertThatThrownBy(() -> BoundedFile.read(folder.resolve("none"), 10)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> BoundedFile.text(bytes, 10)).isInstanceOf(CharacterCodingException.class);
        var endless = Path.of("/dev/zero");
        if (Files.exists(endless)) {
            assertThatThrownBy(() -> BoundedFile.read(endless, 10)).hasMessageContaining("it is no file");
        }
    }
}
