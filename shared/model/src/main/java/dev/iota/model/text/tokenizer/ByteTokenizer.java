package dev.iota.model.text.tokenizer;

import dev.iota.core.data.DataManifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** One token for each byte of UTF-8, and 256 for the end of a text. Needs no file and no training. */
public record ByteTokenizer() implements Tokenizer {
    private static final int END_OF_TEXT = 256;
    private static final int VOCABULARY = 257;

    @Override
    public String name() {
        return DataManifest.BYTE;
    }

    @Override
    public String sha256() {
        return DataManifest.BYTE;
    }

    @Override
    public Optional<Path> file() {
        return Optional.empty();
    }

    @Override
    public int vocabulary() {
        return VOCABULARY;
    }

    @Override
    public int endOfText() {
        return END_OF_TEXT;
    }

    @Override
    public String endOfTextName() {
        return "<|endoftext|>";
    }

    @Override
    public int[] encode(String text) {
        var bytes = PlainText.of(text).getBytes(StandardCharsets.UTF_8);
        var tokens = new int[bytes.length];
        for (var i = 0; i < bytes.length; i++) {
            tokens[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return tokens;
    }

    @Override
    public String decode(int[] tokens) {
        var bytes = new byte[tokens.length];
        var length = 0;
        for (var token : tokens) {
            if (token < 0 || token >= VOCABULARY) {
                throw new IllegalArgumentException(
                        "token %d is outside the vocabulary of %d".formatted(token, VOCABULARY));
            }
            if (token != END_OF_TEXT) {
                bytes[length++] = (byte) token;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {}
}
