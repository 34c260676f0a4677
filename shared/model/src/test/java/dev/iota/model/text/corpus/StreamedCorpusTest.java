package dev.iota.model.text.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of any size is read in little memory: here by a process that has less of it than the file has text. */
class StreamedCorpusTest {
    private static final String HEAP = "-Xmx24m";
    private static final int DOCUMENTS = 20_000;
    private static final int WORDS = 900;

    @TempDir
    private Path folder;

    @Test
    void memory_does_not_grow_with_the_file() throws Exception {
        var file = folder.resolve("large.jsonl.zst");
        var bytes = write(file);
        assertThat(bytes).isGreaterThan(80L << 20);

        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo(Integer.toString(DOCUMENTS));
    }

    private static long write(Path file) throws IOException {
        var random = new Random(1);
        var bytes = 0L;
        try (var out = new BufferedOutputStream(new ZstdOutputStream(Files.newOutputStream(file)))) {
            for (var i = 0; i < DOCUMENTS; i++) {
                var line = new StringBuilder("{\"text\":\"");
                for (var word = 0; word < WORDS; word++) {
                    line.append(Integer.toString(random.nextInt(1 << 24), Character.MAX_RADIX))
                            .append(' ');
                }
                var encoded = line.append("\"}\n").toString().getBytes(StandardCharsets.UTF_8);
                out.write(encoded);
                bytes += encoded.length;
            }
        }
        return bytes;
    }

    /** The process that reads. */
    static final class Reading {
        private Reading() {}

        public static void main(String[] args) {
            var documents = new int[1];
            Corpus.of(Path.of(args[0])).read(1 << 16, section -> documents[0]++);
            System.out.println(documents[0]);
        }
    }
}
