package dev.iota.model.text.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.model.text.CorpusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data as it is found in the world: a few odd lines among many good ones, and other files beside it. */
class OddDataTest {
    private static final int GOOD = 300;

    @TempDir
    private Path folder;

    private Path file(String name, List<String> lines) throws IOException {
        return file(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Path file(String name, byte[] content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private static List<String> good(int count) {
        return IntStream.range(0, count)
                .mapToObj("{\"text\":\"Record %d.\"}"::formatted)
                .toList();
    }

    private static List<String> with(List<String> lines, String odd) {
        var all = new ArrayList<>(lines.subList(0, GOOD / 2));
        all.add(odd);
        all.addAll(lines.subList(GOOD / 2, lines.size()));
        return all;
    }

    private static List<String> texts(Corpus corpus) {
        var texts = new ArrayList<String>();
        corpus.read(1 << 16, section -> texts.add(section.text()));
        return texts;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text":null}        | its field 'text' is no string
            {"text":5}           | its field 'text' is no string
            {"text":"cut off     | it is not JSON
            {"body":"another"}   | it has no field 'text'
            """)
    void a_document_that_is_no_text_is_left_out_counted_and_told_with_its_place(String line, String why)
            throws IOException {
        var file = file("x.jsonl", with(good(GOOD), line));
        var corpus = Corpus.of(file);

        assertThat(texts(corpus)).hasSize(GOOD);
        assertThat(texts(corpus)).as("a second reading counts anew").hasSize(GOOD);
        assertThat(corpus.notes())
                .singleElement()
                .asString()
                .startsWith("left out 1 of 301 documents that are no text: " + file + ":151: " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text":"here","score":NaN}
            {"text":"here","score":[-Infinity,+1,.5,007]}
            {"score":1e999999,"text":"here"}
            {"id":"a\\qb","text":"here"}
            {"id":"a	tab","text":"here"}
            """)
    void what_only_resembles_json_in_other_fields_does_not_matter(String line) throws IOException {
        assertThat(texts(Corpus.of(file("x.jsonl", List.of(line))))).containsExactly("here");
    }

    @Test
    void a_line_that_is_not_utf_8_is_left_out_and_told_with_its_number() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write((String.join("\n", good(2000)) + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.write("{\"text\":\"\u00ff\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        bytes.write((String.join("\n", good(1000)) + "\n").getBytes(StandardCharsets.UTF_8));
        var file = file("bad-byte.jsonl", bytes.toByteArray());
        var corpus = Corpus.of(file);

        assertThat(texts(corpus)).hasSize(3000);
        assertThat(corpus.notes()).singleElement().asString().contains(file + ":2001: it is not UTF-8");
    }

    @Test
    void a_text_that_is_not_utf_8_is_refused_with_the_line_where_it_begins_not_to_be() throws IOException {
        var lines = "A line of some length.\n".repeat(20_000) + "Gr\u00fc\u00dfe\n" + "More.\n".repeat(9);
        var file = file("latin.txt", lines.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> texts(Corpus.of(file))).hasMessageContaining(file + ":20001 (it is not UTF-8)");
    }

    @Test
    void more_odd_documents_than_may_be_end_the_reading_with_the_first_places() throws IOException {
        var lines = new ArrayList<>(good(GOOD));
        for (var i = 0; i < 5; i++) {
            lines.add(i * 20, "{\"text\":null}");
        }
        var file = file("x.jsonl", lines);

        assertThatThrownBy(() -> texts(Corpus.of(file)))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("5 of the first 305 documents are no text, and 1 % may be")
                .hasMessageContaining(file + ":1: ")
                .hasMessageContaining(file + ":41: ")
                .hasMessageContaining("--bad-lines");
        assertThat(texts(Corpus.of(file, new CorpusOptions("text", 0.02)))).hasSize(GOOD);
    }

    @Test
    void a_wrong_field_is_noticed_long_before_the_end() throws IOException {
        var file = file("x.jsonl", good(50_000));
        var corpus = Corpus.of(file, new CorpusOptions("body", 0.01));

        assertThatThrownBy(() -> texts(corpus))
                .hasMessageContaining("no field 'body'")
                .hasMessageContaining("--field")
                .hasMessageContaining("100 of the first 100 documents");
    }

    @Test
    void what_is_not_read_in_a_folder_is_named_with_its_count_and_reason() throws IOException {
        file("good.jsonl", good(3));
        file("README.md", List.of("# About"));
        file("README_de.md", List.of("# Darüber"));
        file("LICENSE", List.of("..."));
        file("dataset_infos.json", List.of("{", "\"default\": {}", "}"));
        file("settings.json", List.of("{\"a\": 1}"));
        file("a.parquet", "PAR1 not really".getBytes(StandardCharsets.UTF_8));
        file("b.jsonl.zst", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, ' ', 'n', 'o'});
        file("c.jsonl.gz", "no".getBytes(StandardCharsets.UTF_8));
        for (var i = 0; i < 1200; i++) {
            file("images/%04d.png".formatted(i), new byte[1]);
        }
        file(".git/config.txt", List.of("hidden"));
        var corpus = Corpus.of(folder);

        assertThat(texts(corpus)).containsExactly("Record 0.", "Record 1.", "Record 2.");
        assertThat(corpus.notes())
                .anyMatch(
                        "did not read 4 files (beside the data, not data): LICENSE, README.md, README_de.md, …"::equals)
                .anyMatch(note -> note.startsWith("did not read 1,200 files (another kind of file): images/0000.png, "))
                .anyMatch("did not read 1 file (no JSON lines with 'text'): settings.json"::equals)
                .anyMatch("did not read 1 file (hidden, or of another program): .git/config.txt"::equals)
                .anyMatch(note ->
                        note.startsWith("did not read 1 file (the end of the parquet file is missing): a.parquet"))
                .anyMatch(note -> note.matches("did not read 1 file \\(.+\\): b.jsonl.zst"))
                .anyMatch(note -> note.matches("did not read 1 file \\(.+\\): c.jsonl.gz"))
                .hasSize(7);
    }

    @Test
    void a_folder_of_descriptions_alone_is_no_data_and_a_file_that_is_named_is() throws IOException {
        var readme = file("README.md", List.of("# About this data set, at length"));

        assertThatThrownBy(() -> Corpus.of(folder))
                .hasMessageContaining("there is no text in " + folder)
                .hasMessageContaining("README.md");
        assertThat(texts(Corpus.of(readme))).containsExactly("# About this data set, at length\n");
    }

    @Test
    void a_file_put_together_from_others_is_read_as_if_it_were_one() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var part : List.of("{\"text\":\"one\"}\n", "\uFEFF{\"text\":\"two\"}\n")) {
            try (var out = new GZIPOutputStream(bytes)) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }
        bytes.write(new byte[1024]);

        assertThat(texts(Corpus.of(file("members.jsonl.gz", bytes.toByteArray()))))
                .containsExactly("one", "two");
    }
}
