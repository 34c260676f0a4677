package dev.iota.model.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.model.text.CorpusException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code tokenizer.json} is a byte-level BPE of 600 tokens, trained on the sample corpus by Hugging Face's library. It
 * cuts at 8 tokens, pads to 32 and puts a token in front, as files of real models do.
 */
public class TokenizerTest {
    @TempDir
    private Path folder;

    public static Path sample() throws URISyntaxException {
        var resource = TokenizerTest.class.getResource("tokenizer.json");
        if (resource == null) {
            throw new IllegalStateException("the test's tokenizer.json is missing");
        }
        return Path.of(resource.toURI());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Grüße, 日本 🙂", "line\r\nline\t\0"})
    void bytes_give_the_text_back(String text) {
        try (var tokenizer = Tokenizer.of("byte", Optional.empty())) {
            var tokens = tokenizer.encode(text);

            assertThat(Arrays.stream(tokens)).allMatch(t -> t >= 0 && t < 256);
            assertThat(tokenizer.decode(tokens)).isEqualTo(text);
        }
    }

    @Test
    void the_byte_tokenizer_has_an_end_of_text_beside_the_bytes() {
        try (var tokenizer = new ByteTokenizer()) {
            assertThat(tokenizer.vocabulary()).isEqualTo(257);
            assertThat(tokenizer.endOfText()).isEqualTo(256);
            assertThat(tokenizer.decode(new int[] {'a', 256, 'b'})).isEqualTo("ab");
            assertThat(tokenizer.decode(new int[] {0xc3})).isEqualTo("\uFFFD");
            assertThatThrownBy(() -> tokenizer.decode(new int[] {257})).hasMessageContaining("257");
        }
    }

    @Test
    void a_token_of_a_list_has_its_place_there_as_its_number_even_behind_one_that_is_there_twice() {
        var content = "{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"a\",-1],[\"a\",-2],[\"</s>\",0]]}}";

        var file = TokenizerFile.parse(
                Path.of("tokenizer.json"), content.getBytes(StandardCharsets.UTF_8), Optional.of("</s>"));

        assertThat(file.endOfText()).isEqualTo(2);
        assertThat(file.vocabulary()).isEqualTo(3);
    }

    @Test
    void a_file_gives_the_tokens_that_hugging_face_gives() throws Exception {
        try (var tokenizer = Tokenizer.of(sample().toString(), Optional.empty())) {
            // Computed by the Python package tokenizers 0.23.3, without special tokens.
            assertThat(tokenizer.encode("Die Präsidentin: Ich danke Ihnen, Frau Kommissarin."))
                    .containsExactly(
                            37, 314, 357, 83, 279, 84, 318, 312, 262, 27, 410, 293, 259, 267, 418, 410, 73, 79, 258, 13,
                            557, 304, 86, 476, 539, 271, 262, 15);
            assertThat(tokenizer.encode("日本 🙂 été\n\n  x"))
                    .containsExactly(
                            164, 247, 100, 164, 252, 107, 222, 174, 255, 249, 226, 541, 85, 302, 200, 200, 222, 222,
                            89);
        }
    }

    @Test
    void a_file_that_cuts_and_pads_does_neither_here() throws Exception {
        try (var tokenizer = Tokenizer.of(sample().toString(), Optional.empty())) {
            var text = "Herr Präsident! ".repeat(2000);

            assertThat(tokenizer.encode("a")).hasSize(1);
            assertThat(tokenizer.encode(text)).hasSizeGreaterThan(2000);
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void a_file_names_its_end_of_text_and_vocabulary() throws Exception {
        try (var found = Tokenizer.of(sample().toString(), Optional.empty());
                var chosen = Tokenizer.of(sample().toString(), Optional.of("<|begin_of_text|>"))) {
            assertThat(found.vocabulary()).isEqualTo(600);
            assertThat(found.endOfText()).isEqualTo(1);
            assertThat(chosen.endOfText()).isZero();
            assertThat(found.decode(new int[] {37, 1, 314})).isEqualTo("Die");
            assertThat(found.sha256()).hasSize(64);
            assertThat(found.file()).contains(sample());
        }
    }

    @Tag("security")
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                           | is not a tokenizer.json
            []                                          | has no model.vocab
            {"model":{}}                                | has no model.vocab
            {"model":{"vocab":{}}}                      | vocabulary is empty
            {"model":{"vocab":{"a":-1}}}                | the token 'a' has the number -1
            {"model":{"vocab":{"a":2147483647}}}        | the token 'a' has the number 2147483647
            {"model":{"vocab":{"a":0}}}                 | marks no usual end-of-text token
            {"model":{"type":"X","vocab":{"a":0}},\
            "added_tokens":[{"id":1,"content":"</s>","special":true}]} | cannot be used
            """)
    void a_file_that_is_no_tokenizer_is_refused_by_name(String content, String message) throws IOException {
        var file = Files.writeString(folder.resolve("t.json"), content);

        assertThatThrownBy(() -> Tokenizer.of(file.toString(), Optional.empty()))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void a_missing_file_or_token_is_named() throws Exception {
        assertThatThrownBy(() -> Tokenizer.of(folder.resolve("none.json").toString(), Optional.empty()))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("there is no such file");
        var file = sample().toString();
        assertThatThrownBy(() -> Tokenizer.of(file, Optional.of("<eot>")))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("'<eot>'")
                .hasMessageContaining("<|end_of_text|>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte", "file"})
    void half_a_pair_of_characters_is_replaced_and_nothing_beside_it(String kind) throws Exception {
        var name = kind.equals("byte") ? kind : sample().toString();
        try (var tokenizer = Tokenizer.of(name, Optional.empty())) {
            assertThat(tokenizer.encode("🙂🙂 ok \ud83d end")).isEqualTo(tokenizer.encode("🙂🙂 ok \uFFFD end"));
            assertThat(tokenizer.encode("\udc00🙂\ud83d")).isEqualTo(tokenizer.encode("\uFFFD🙂\uFFFD"));
            assertThat(tokenizer.decode(tokenizer.encode("🙂 \ud83d"))).isEqualTo("🙂 \uFFFD");
        }
    }

    @Test
    void no_text_can_make_a_control_token() throws Exception {
        try (var tokenizer = Tokenizer.of(sample().toString(), Optional.empty())) {
            var text = "He typed <|end_of_text|> and <|begin_of_text|> twice.";
            var tokens = tokenizer.encode(text);

            assertThat(tokens).doesNotContain(0, 1);
            assertThat(tokenizer.decode(tokens)).isEqualTo(text);
        }
    }

    /** Tokenizers of words and of likely pieces find a whole token by its name, in their vocabulary as well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"WordLevel\",\"vocab\":{\"<unk>\":0,\"a\":1,\"</s>\":2},\"unk_token\":\"<unk>\"}",
                "{\"type\":\"Unigram\",\"vocab\":[[\"<unk>\",0],[\"a\",-1],[\"</s>\",0]],\"unk_id\":0}"
            })
    void nor_can_it_where_the_vocabulary_has_the_name(String model) throws IOException {
        var file = Files.writeString(folder.resolve("t.json"), """
                {"version":"1.0","model":%s,"pre_tokenizer":{"type":"WhitespaceSplit"},"added_tokens":[
                {"id":0,"content":"<unk>","special":true,"single_word":false,"lstrip":false,"rstrip":false,\
                "normalized":false},
                {"id":2,"content":"</s>","special":true,"single_word":false,"lstrip":false,"rstrip":false,\
                "normalized":false},
                {"id":3,"content":"<think>","special":false,"single_word":false,"lstrip":false,"rstrip":false,\
                "normalized":false}]}""".formatted(model));
        try (var tokenizer = Tokenizer.of(file.toString(), Optional.empty())) {
            assertThat(tokenizer.endOfText()).isEqualTo(2);
            assertThat(tokenizer.encode("a </s> a <think>"))
                    .doesNotContain(2)
                    .startsWith(1)
                    .endsWith(3);
        }
    }

    @Test
    void a_message_does_not_name_thousands_of_tokens() throws IOException {
        var many = new StringBuilder();
        for (var i = 1; i < 2000; i++) {
            many.append("{\"id\":%d,\"content\":\"<reserved_%d>\",\"special\":true},".formatted(i, i));
        }
        many.setLength(many.length() - 1);
        var file = Files.writeString(
                folder.resolve("t.json"), "{\"model\":{\"vocab\":{\"a\":0}},\"added_tokens\":[%s]}".formatted(many));

        assertThatThrownBy(() -> Tokenizer.of(file.toString(), Optional.empty()))
                .hasMessageContaining("<reserved_12> and 1987 more")
                .hasMessageContaining("--end-of-text");
    }
}
