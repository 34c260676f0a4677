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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
    private static final int LONG = 1 << 16;

    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, name.endsWith(".gz") ? gzip(content) : content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<Section> read(Corpus corpus, int length) {
        var sections = new ArrayList<Section>();
        corpus.read(length, sections::add);
        return sections;
    }

    private static List<String> texts(Corpus corpus) {
        return read(corpus, LONG).stream().map(Section::text).toList();
    }

    @Test
    void the_sample_corpus_has_its_documents() {
        var documents = new AtomicLong();
        var last = new AtomicLong();
        var characters = new AtomicLong();
        Corpus.sample().read(LONG, section -> {
            documents.incrementAndGet();
            characters.addAndGet(section.text().length());
            last.set(section.bytesRead());
        });

        assertThat(documents).hasValue(17_597);
        assertThat(characters.get()).isBetween(17_000_000L, 18_000_000L);
        assertThat(last).hasValue(Corpus.sample().bytes());
    }

    @Test
    void a_folder_is_read_in_the_order_of_its_paths() throws IOException {
        file("b.txt", "text two");
        file("a/deep/x.md", "# text one");
        file("c.jsonl", "{\"text\":\"three\",\"meta\":{\"text\":[1,{}]}}\n\n{\"id\":4,\"text\":\"four \\u00e9\"}\r\n");
        file("d.json.gz", "{\"text\":\"five\"}");
        file("e.text.gz", "six");
        file("image.png", "no text");
        file("README", "no text either");

        var corpus = Corpus.of(folder);

        assertThat(texts(corpus)).containsExactly("# text one", "text two", "three", "four é", "five", "six");
        assertThat(texts(corpus)).hasSize(6);
        assertThat(read(corpus, LONG).stream().map(Section::document)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(read(corpus, LONG).getLast().bytesRead()).isEqualTo(corpus.bytes());
    }

    @Test
    void blank_documents_are_left_out_and_a_byte_order_mark_is_no_text() throws IOException {
        file("a.jsonl", "{\"text\":\" \\n\"}\n{\"text\":\"x\"}\n");
        file("b.txt", "");
        file("c.txt", "\uFEFFy");

        assertThat(read(Corpus.of(folder), LONG).stream().map(s -> s.document() + s.text()))
                .containsExactly("0x", "1y");
    }

    @Test
    void a_long_document_is_cut_between_paragraphs_lines_or_words_and_nothing_is_lost() throws IOException {
        var paragraphs = "one two three\n\n".repeat(40);
        var lines = "one two three\n".repeat(40);
        var words = "word ".repeat(100);
        var none = "🙂".repeat(300);
        for (var text : List.of(paragraphs, lines, words, none, paragraphs + none + words + lines)) {
            var fromText = read(Corpus.of(file("book.txt", text)), 101);
            var fromLine = read(Corpus.of(file("book.jsonl", "{\"text\":\"" + text.replace("\n", "\\n") + "\"}")), 101);

            assertThat(fromText.stream().map(Section::text).collect(Collectors.joining()))
                    .isEqualTo(text);
            assertThat(fromLine.stream().map(Section::text).toList())
                    .isEqualTo(fromText.stream().map(Section::text).toList());
            assertThat(fromText).allMatch(s -> s.document() == 0 && s.text().length() <= 101);
            assertThat(fromText.stream().map(Section::index).toList())
                    .isEqualTo(IntStream.range(0, fromText.size()).boxed().toList());
            assertThat(fromText)
                    .noneMatch(s -> Character.isLowSurrogate(s.text().charAt(0)));
        }
        assertThat(read(Corpus.of(file("book.txt", paragraphs)), 101))
                .allMatch(s -> s.text().endsWith("\n\n"));
        assertThat(read(Corpus.of(file("book.txt", words)), 101))
                .allMatch(s -> s.text().endsWith("word "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text":"ok"             | it is not JSON
            {"text":"a"} {}          | it goes on after
            {"txt":"ok"}             | it has no field 'text'
            {"text":7}               | its field 'text' is no string
            {"text":null}            | its field 'text' is no string
            ["text"]                 | it is no JSON object
            plain                    | it is not JSON
            {"a":{"text":"inner"}}   | it has no field 'text'
            """)
    void a_malformed_line_is_named_by_file_and_number(String line, String message) throws IOException {
        var file = file("x.jsonl", "{\"text\":\"first\"}\n\n" + line + "\n{\"text\":\"last\"}\n");

        assertThatThrownBy(() -> texts(Corpus.of(file)))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining(file + ":3: ")
                .hasMessageContaining(message);
    }

    @Test
    void a_path_without_text_is_named_with_a_remedy() throws IOException {
        var none = folder.resolve("none");
        assertThatThrownBy(() -> Corpus.of(none))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining(none.toString())
                .hasMessageContaining("there is no such file")
                .hasMessageContaining("give a text file");
        var image = file("image.png", "x");
        assertThatThrownBy(() -> Corpus.of(image)).hasMessageContaining("there is no text in " + image);
        assertThatThrownBy(() -> Corpus.of(folder)).hasMessageContaining("there is no text in " + folder);
    }

    @Test
    void text_in_another_encoding_is_refused_with_its_place() throws IOException {
        var file = folder.resolve("latin.txt");
        Files.write(file, "first\nGrüße\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> texts(Corpus.of(file)))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("it is not UTF-8");
    }

    @Test
    void a_truncated_or_false_gzip_is_refused_by_name() throws IOException {
        var whole = gzip("some text that is long enough to be cut ".repeat(50));
        var cut = folder.resolve("cut.txt.gz");
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> texts(Corpus.of(cut)))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("cut.txt.gz")
                .hasMessageContaining("ends in the middle");

        var plain = folder.resolve("plain.txt.gz");
        Files.writeString(plain, "not compressed");
        assertThatThrownBy(() -> texts(Corpus.of(plain)))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("plain.txt.gz")
                .hasMessageContaining("GZIP");
    }

    @Test
    @Tag("security")
    void what_unpacks_to_far_more_than_text_does_is_refused_before_it_fills_anything() throws IOException {
        var bomb = folder.resolve("bomb.txt.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            var zeros = "a\n".repeat(1 << 19).getBytes(StandardCharsets.UTF_8);
            for (var i = 0; i < 512; i++) {
                out.write(zeros);
            }
        }
        var seen = new AtomicLong();

        assertThatThrownBy(() -> Corpus.of(bomb)
                        .read(LONG, section -> seen.addAndGet(section.text().length())))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("bomb.txt.gz")
                .hasMessageContaining("more than 200 times its length");
        assertThat(seen).hasValueLessThan(1L << 28);
    }

    @Test
    @Tag("security")
    void a_line_without_an_end_is_refused_with_its_place() throws IOException {
        var file = folder.resolve("endless.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            var blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (var i = 0; i < 70; i++) {
                out.write(blanks);
            }
        }

        assertThatThrownBy(() -> texts(Corpus.of(file)))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("endless.jsonl.gz:1");
    }
}
