package dev.iota.model.text.parquet;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.wire.Hostile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of columns of text, whole and damaged. */
@Tag("security")
class ParquetFuzzTest {
    private static final List<String> WRITTEN =
            List.of("zstd.parquet", "snappy.parquet", "gzip.parquet", "plain.parquet");

    /** What unpacks to more takes its time, which is no fault of the decoder. */
    private static final int MOST_UNPACKED = 1 << 18;

    static Stream<byte[]> seeds() throws IOException, URISyntaxException {
        var seeds = new ArrayList<byte[]>();
        for (var name : WRITTEN) {
            var resource = ParquetFuzzTest.class.getResource("../corpus/" + name);
            if (resource == null) {
                throw new IllegalStateException("the test's %s is missing".formatted(name));
            }
            seeds.add(Files.readAllBytes(Path.of(resource.toURI())));
        }
        return seeds.stream();
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) throws IOException {
        var file = Files.createTempFile("fuzz", ".parquet");
        try {
            Files.write(file, input);
            var unpacked = unpacked(file);
            if (unpacked <= MOST_UNPACKED) {
                Hostile.decode(input, unpacked, UncheckedIOException.class, content -> read(file));
            }
        } finally {
            Files.delete(file);
        }
    }

    /** A few packed bytes may stand for very many. */
    private static long unpacked(Path file) {
        var count = 0L;
        try (var texts = new ParquetTexts(ParquetColumn.find(file, "text"))) {
            while (count <= MOST_UNPACKED && texts.next()) {
                var text = texts.text();
                count += text == null ? 0 : text.length;
            }
        } catch (IOException e) {
            // It ends there, which the decoder says.
        }
        return count;
    }

    private static void read(Path file) {
        try (var texts = new ParquetTexts(ParquetColumn.find(file, "text"))) {
            while (texts.next()) {
                texts.text();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
