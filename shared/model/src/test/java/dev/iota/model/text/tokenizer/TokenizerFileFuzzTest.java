package dev.iota.model.text.tokenizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.wire.Hostile;
import dev.iota.model.text.CorpusException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A {@code tokenizer.json} is somebody else's. */
@Tag("security")
class TokenizerFileFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of("""
                {"version": "1.0", "truncation": {"max_length": 512},
                 "added_tokens": [{"id": 2, "content": "</s>", "special": true}],
                 "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1}, "unk_token": "a"}}
                """, """
                {"added_tokens": [{"id": 2, "content": "<eos>", "special": true}],
                 "model": {"type": "Unigram", "vocab": [["a", -1.5], ["b", -2.5], ["<eos>", 0]]}}
                """, """
                {"added_tokens": [{"id": 1, "special": true}, {"id": 2, "content": "</s>", "special": true}],
                 "model": {"vocab": [[], ["a", -1.5]]}}
                """).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        var path = Path.of("tokenizer.json");
        Hostile.decode(input, CorpusException.class, content -> TokenizerFile.parse(path, content, Optional.empty()));
        Hostile.decode(input, CorpusException.class, content -> TokenizerFile.parse(path, content, Optional.of("b")));
    }
}
