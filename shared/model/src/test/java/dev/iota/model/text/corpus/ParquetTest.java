package dev.iota.model.text.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.model.text.CorpusException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that {@code src/test/python/parquet.py} wrote with pyarrow and DuckDB: 50 documents, of which one is null. */
class ParquetTest {
    private static final int DOCUMENTS = 50;
    private static final int NULL = 7;
    private static final double ANY = 1;

    @TempDir
    private Path folder;

    private static Path written(String name) throws URISyntaxException {
        var resource = ParquetTest.class.getResource(name);
        if (resource == null) {
            throw new IllegalStateException("the test's %s is missing".formatted(name));
        }
        return Path.of(resource.toURI());
    }

    private static List<String> texts(Corpus corpus) {
        var texts = new ArrayList<String>();
        corpus.read(1 << 16, section -> texts.add(section.text()));
        return texts;
    }

    private static List<String> wanted() {
        var texts = new ArrayList<String>();
        for (var i = 0; i < DOCUMENTS; i++) {
            if (i != NULL) {
                texts.add("Document %d: grüße 🙂, ".formatted(i) + "and so on, ".repeat(i % 5));
            }
        }
        return texts;
    }

    @ParameterizedTest
    @CsvSource({
        "zstd.parquet,    text",
        "snappy.parquet,  text",
        "gzip.parquet,    text",
        "plain.parquet,   text",
        "duckdb.parquet,  body"
    })
    void a_column_of_texts_is_read_as_other_programs_wrote_it(String name, String field) throws URISyntaxException {
        var file = written(name);
        var corpus = Corpus.of(file, new CorpusOptions(field, ANY));
        var bytes = new ArrayList<Long>();
        corpus.read(1 << 16, section -> bytes.add(section.bytesRead()));

        assertThat(texts(corpus)).isEqualTo(wanted());
        assertThat(bytes).isSorted().last().isEqualTo(corpus.bytes());
        assertThat(corpus.notes())
                .singleElement()
                .asString()
                .contains("left out 1 of 50 documents", "%s, row 8: its field '%s' is null".formatted(file, field));
    }

    @Test
    void lines_compressed_with_zstd_are_read() throws URISyntaxException {
        assertThat(texts(Corpus.of(written("lines.jsonl.zst"))))
                .hasSize(DOCUMENTS)
                .containsAll(wanted());
    }

    @Test
    void a_column_that_is_missing_or_holds_no_text_is_named_with_those_that_there_are() throws URISyntaxException {
        var file = written("zstd.parquet");

        assertThatThrownBy(() -> Corpus.of(file, new CorpusOptions("body", ANY)))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("it has no column 'body'")
                .hasMessageContaining("[id, text, tags.list.element]");
        assertThatThrownBy(() -> Corpus.of(file, new CorpusOptions("id", ANY)))
                .hasMessageContaining("its column 'id' does not hold a text in each row");
        assertThatThrownBy(() -> Corpus.of(file, new CorpusOptions("tags.list.element", ANY)))
                .hasMessageContaining("does not hold a text in each row");
    }

    @Test
    @Tag("security")
    void a_damaged_file_is_refused_by_name_wherever_the_damage_is() throws IOException, URISyntaxException {
        for (var name : List.of("zstd.parquet", "snappy.parquet", "plain.parquet")) {
            var whole = Files.readAllBytes(written(name));
            for (var at = 0; at < whole.length; at += 7) {
                var broken = whole.clone();
                Arrays.fill(broken, at, Math.min(whole.length, at + 3), (byte) 0xa5);
                refusedOrRead(Files.write(folder.resolve("broken.parquet"), broken));
            }
            refusedOrRead(Files.write(folder.resolve("broken.parquet"), Arrays.copyOf(whole, whole.length / 2)));
        }
    }

    private static void refusedOrRead(Path file) {
        try {
            assertThat(texts(Corpus.of(file, new CorpusOptions("text", ANY)))).hasSizeLessThanOrEqualTo(DOCUMENTS);
        } catch (CorpusException e) {
            assertThat(e).hasMessageContaining("broken.parquet");
        }
    }
}
