package dev.iota.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own: the library is started once in a process. */
class NativeCacheTest {
    @TempDir
    private Path folder;

    /** What the process does. */
    static final class Start {
        private Start() {}

        public static void main(String[] args) {
            try {
                Torch.start("cpu", 1);
            } catch (NativeCacheException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_named_with_the_way_to_another_one() throws Exception {
        var file = Files.createFile(folder.resolve("file"));
        var cache = file.resolve("cache");
        var out = folder.resolve("out.txt");
        var builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Start.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DJL_CACHE_DIR", cache.toString());

        assertThat(builder.start().waitFor()).isZero();

        assertThat(Files.readString(out, StandardCharsets.UTF_8))
                .contains("cannot be unpacked into " + cache, "DJL_CACHE_DIR");
    }
}
